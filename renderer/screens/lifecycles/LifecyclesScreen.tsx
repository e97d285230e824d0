import { Button } from '@mantine/core'
import type { LifecycleListing } from '@shared/lifecycle-calls'
import { retentionWords } from '@shared/model/lifecycle-words'
import { listOf } from '@shared/plan/words'
import { Fragment, useState } from 'react'
import { Link } from 'wouter'
import { Card } from '../../components/Card'
import { type Column, DataTable } from '../../components/DataTable'
import { EmptyState } from '../../components/EmptyState'
import { Icon } from '../../components/Icon'
import { Kbd } from '../../components/Kbd'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { RowMenu } from '../../components/RowMenu'
import { Screen } from '../../components/Screen'
import { useScreenKey } from '../../lib/use-screen-key'
import { navigate } from '../../navigation/history'
import { useRead } from '../../stores/catalog'
import { LibraryTabs } from '../certificates/LibraryTabs'
import { DeleteLifecycle } from './DeleteLifecycle'
import classes from './lifecycles.module.css'
import { useSetDefault } from './use-set-default'

/** The address of the editor of a lifecycle; of a new one without an id. */
export const lifecyclePath = (id?: string): string => `/library/lifecycles/${id ?? 'new'}`

/** The ways that releases take through environments. */
export function LifecyclesScreen() {
  const { load, again } = useRead('lifecycle.list', {})
  const [deleting, setDeleting] = useState<LifecycleListing | null>(null)
  const add = () => navigate(lifecyclePath())
  useScreenKey('n', add)
  const addButton = (
    <Button leftSection={<Icon name="plus" size={14} />} onClick={add} title="Add lifecycle (N)">
      Add lifecycle
    </Button>
  )
  return (
    <Screen>
      <PageHeader
        title="Lifecycles"
        help="lifecycles"
        crumbs={[{ label: 'Library', href: '/library' }]}
        subtitle="The phases that a release goes through, and what opens the next one."
        actions={
          <>
            <Button component={Link} href="/library/lifecycles/clean-up" variant="default">
              Clean up releases
            </Button>
            {addButton}
          </>
        }
      >
        <LibraryTabs current="lifecycles" />
      </PageHeader>
      <Loaded load={load} onRetry={again} what="lifecycles">
        {lifecycles =>
          lifecycles.length === 0 ? (
            <EmptyState icon="flag" title="No lifecycles yet">
              A lifecycle says in which order a release may go through environments. Press <Kbd keys="N" /> to add one.
            </EmptyState>
          ) : (
            <Card padding="flush">
              <LifecycleTable lifecycles={lifecycles} onDelete={setDeleting} />
            </Card>
          )
        }
      </Loaded>
      {deleting && <DeleteLifecycle lifecycle={deleting} onClose={() => setDeleting(null)} />}
    </Screen>
  )
}

interface LifecycleTableProps {
  readonly lifecycles: readonly LifecycleListing[]
  readonly onDelete: (lifecycle: LifecycleListing) => void
}

function LifecycleTable({ lifecycles, onDelete }: LifecycleTableProps) {
  const setDefault = useSetDefault()
  const columns: readonly Column<LifecycleListing>[] = [
    {
      key: 'name',
      header: 'Lifecycle',
      width: '24%',
      cell: ({ name, isDefault }) => (
        <span className={classes.name}>
          <strong>{name}</strong>
          {isDefault && <span className={classes.badge}>Default</span>}
        </span>
      )
    },
    { key: 'phases', header: 'Phases', cell: lifecycle => <PhaseChain lifecycle={lifecycle} /> },
    { key: 'keeps', header: 'Keeps', width: '18%', cell: ({ retention }) => capital(retentionWords(retention)) },
    {
      key: 'used',
      header: 'Used by',
      width: '20%',
      cell: ({ usedBy }) =>
        usedBy.length === 0 ? (
          <span className={classes.quiet}>Nothing</span>
        ) : (
          <span className={classes.wrapping}>{listOf(usedBy)}</span>
        )
    },
    {
      key: 'menu',
      header: <span className="visually-hidden">Actions</span>,
      width: '64px',
      align: 'end',
      cell: lifecycle => (
        <RowMenu
          label={`Actions for ${lifecycle.name}`}
          items={[
            ...(lifecycle.isDefault
              ? []
              : [
                  {
                    label: 'Make the default',
                    icon: 'check' as const,
                    onSelect: () => void setDefault(lifecycle)
                  }
                ]),
            { label: 'Delete…', icon: 'trash', isDangerous: true, onSelect: () => onDelete(lifecycle) }
          ]}
        />
      )
    }
  ]
  return (
    <DataTable
      label="Lifecycles"
      columns={columns}
      rows={lifecycles}
      rowKey={({ id }) => id}
      onOpen={({ id }) => navigate(lifecyclePath(id))}
    />
  )
}

const capital = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`

/** `Development → Test → Production`. */
function PhaseChain({ lifecycle: { phases } }: { readonly lifecycle: LifecycleListing }) {
  if (phases.length === 0)
    return <span className={`${classes.quiet} ${classes.wrapping}`}>Every environment, one after the other</span>
  return (
    <span className={classes.chain} title={phases.map(({ name }) => name).join(' → ')}>
      {phases.map(({ id, name, isOptional }, index) => (
        <Fragment key={id}>
          {index > 0 && <Icon name="arrow-right" size={11} label="then" />}
          <span>
            {name}
            {isOptional && <span className={classes.quiet}> (optional)</span>}
          </span>
        </Fragment>
      ))}
    </span>
  )
}
