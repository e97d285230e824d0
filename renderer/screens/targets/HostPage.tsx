import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Card } from '../../components/Card'
import { type Crumb, PageHeader } from '../../components/PageHeader'
import { RowMenu } from '../../components/RowMenu'
import { Screen } from '../../components/Screen'
import { Section } from '../../components/Section'
import { useScreenKey } from '../../lib/use-screen-key'
import { useConnectionTests } from '../../stores/connection-tests'
import { ConnectionTest } from './ConnectionTest'
import type { ConnectionSubject } from './connection-subject'

interface HostPageProps {
  /** What people call it, such as `jump host`. */
  readonly what: string
  readonly subject: ConnectionSubject
  readonly crumbs: readonly Crumb[]
  /** Beside the name. */
  readonly badge?: ReactNode
  /** Sections between the connection and the details. */
  readonly children?: ReactNode
  readonly facts: ReactNode
  /** In place of a connection test, for what is not reached from here. */
  readonly connection?: ReactNode
  /** What the page opens to change it; `onSaved` is for when that went well. */
  readonly editor: (onClose: () => void, onSaved: () => void) => ReactNode
  readonly deletion: (onClose: () => void) => ReactNode
}

/** The page of something that connections lead to: its test, what it is, and how it is changed or deleted. */
export function HostPage({
  what,
  subject,
  crumbs,
  badge,
  children,
  facts,
  connection,
  editor,
  deletion
}: HostPageProps) {
  const [open, setOpen] = useState<'none' | 'edit' | 'delete'>('none')
  const close = () => setOpen('none')
  useScreenKey('e', () => setOpen('edit'))
  const { id, name } = subject.host
  return (
    <Screen width="narrow">
      <PageHeader
        title={name}
        help="connection"
        crumbs={crumbs}
        badge={badge}
        actions={
          <>
            <RowMenu
              label={`Actions for this ${what}`}
              items={[{ label: 'Delete…', icon: 'trash', isDangerous: true, onSelect: () => setOpen('delete') }]}
            />
            <Button variant="default" onClick={() => setOpen('edit')} title="Edit (E)">
              Edit
            </Button>
          </>
        }
      />
      <Section title={connection === undefined ? 'Connection' : 'Bundles'}>
        <Card>{connection ?? <ConnectionTest subject={subject} />}</Card>
      </Section>
      {children}
      <Section title="Details">
        <Card>{facts}</Card>
      </Section>
      {/* What was tested is not what is stored now. */}
      {open === 'edit' && editor(close, () => useConnectionTests.getState().forget(id))}
      {open === 'delete' && deletion(close)}
    </Screen>
  )
}
