import { Button } from '@mantine/core'
import type { JumpHostId } from '@shared/ids'
import type { JumpHost } from '@shared/model/jump-host'
import { addressOf } from '@shared/model/target'
import { Fragment, type ReactNode, useState } from 'react'
import { Link } from 'wouter'
import { Card } from '../../components/Card'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { RowMenu } from '../../components/RowMenu'
import { Screen } from '../../components/Screen'
import { Section } from '../../components/Section'
import { useScreenKey } from '../../lib/use-screen-key'
import { navigate } from '../../navigation/history'
import { useCatalog, useRead } from '../../stores/catalog'
import { useConnectionTests } from '../../stores/connection-tests'
import { valueOr } from '../../stores/load'
import { useCall } from '../../stores/use-call'
import { NotFoundScreen } from '../NotFoundScreen'
import { ConnectionTest } from '../targets/ConnectionTest'
import { jumpHostSubject } from '../targets/connection-subject'
import { KeyState } from '../targets/KeyState'
import targetClasses from '../targets/targets.module.css'
import { JumpHostDrawer } from './JumpHostDrawer'

/** One jump host: what it is, whether it can be reached, and who goes through it. */
export function JumpHostScreen({ jumpHostId }: { readonly jumpHostId: JumpHostId }) {
  const { load, again } = useRead('jumpHost.list', {})
  return (
    <Loaded load={load} onRetry={again} what="the jump host">
      {jumpHosts => {
        const jumpHost = jumpHosts.find(({ id }) => id === jumpHostId)
        return jumpHost ? <Details jumpHost={jumpHost} /> : <NotFoundScreen what="jump host" />
      }}
    </Loaded>
  )
}

interface DetailsProps {
  readonly jumpHost: JumpHost
}

function Details({ jumpHost }: DetailsProps) {
  const [open, setOpen] = useState<'none' | 'edit' | 'delete'>('none')
  const close = () => setOpen('none')
  useScreenKey('e', () => setOpen('edit'))
  return (
    <Screen width="narrow">
      <PageHeader
        title={jumpHost.name}
        crumbs={[
          { label: 'Targets', href: '/targets' },
          { label: 'Jump hosts', href: '/targets/jump-hosts' }
        ]}
        actions={
          <>
            <RowMenu
              label="Actions for this jump host"
              items={[{ label: 'Delete…', icon: 'trash', isDangerous: true, onSelect: () => setOpen('delete') }]}
            />
            <Button variant="default" onClick={() => setOpen('edit')} title="Edit (E)">
              Edit
            </Button>
          </>
        }
      />
      <Section title="Connection">
        <Card>
          <ConnectionTest subject={jumpHostSubject(jumpHost)} />
        </Card>
      </Section>
      <Section title="Details">
        <Card>
          <Facts jumpHost={jumpHost} />
        </Card>
      </Section>
      {open === 'edit' && (
        <JumpHostDrawer
          jumpHost={jumpHost}
          onClose={close}
          onSaved={({ id }) => useConnectionTests.getState().forget(id)}
        />
      )}
      {open === 'delete' && <DeleteJumpHost jumpHost={jumpHost} onClose={close} />}
    </Screen>
  )
}

function Facts({ jumpHost }: DetailsProps) {
  const { id, description, accountId, viaId, hostKey } = jumpHost
  const account = valueOr(useRead('account.list', {}).load, []).find(item => item.id === accountId)
  const via = valueOr(useRead('jumpHost.list', {}).load, []).find(item => item.id === viaId)
  const behind = valueOr(useRead('target.list', {}).load, []).filter(item => item.kind === 'ssh' && item.viaId === id)
  const facts: readonly (readonly [string, ReactNode])[] = [
    ...(description === '' ? [] : ([['Description', description]] as const)),
    ['Address', addressOf(jumpHost)],
    [
      'Account',
      account ? (
        <Link href="/targets/accounts">
          {account.name} ({account.username})
        </Link>
      ) : (
        'missing'
      )
    ],
    ['Reached through', via ? <Link href={`/targets/jump-hosts/${via.id}`}>{via.name}</Link> : 'directly'],
    ['Host key', <KeyState key="state" hostKey={hostKey} />],
    ...(hostKey
      ? ([
          [
            'Fingerprint',
            <code key="fingerprint" className={targetClasses.fingerprint}>
              {hostKey.algorithm} {hostKey.fingerprint}
            </code>
          ]
        ] as const)
      : []),
    [
      'Targets behind it',
      behind.length === 0
        ? 'none yet: choose it in “Reached through” of a target'
        : behind.map((target, index) => (
            <Fragment key={target.id}>
              {index > 0 && ', '}
              <Link href={`/targets/${target.id}`}>{target.name}</Link>
            </Fragment>
          ))
    ]
  ]
  return (
    <dl className={targetClasses.facts}>
      {facts.map(([word, value]) => (
        <div key={word} className={targetClasses.fact}>
          <dt>{word}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function DeleteJumpHost({ jumpHost, onClose }: DetailsProps & { readonly onClose: () => void }) {
  const { run, isBusy, failure } = useCall('jumpHost.delete')
  const confirm = async () => {
    if (!(await run({ id: jumpHost.id })).ok) return
    onClose()
    navigate('/targets/jump-hosts', { replace: true })
    await useCatalog.getState().refresh('jump-host')
  }
  return (
    <ConfirmDialog
      title={`Delete ${jumpHost.name}?`}
      confirmLabel="Delete jump host"
      isDangerous
      isBusy={isBusy}
      failure={failure}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      Its accepted host key is forgotten too.
    </ConfirmDialog>
  )
}
