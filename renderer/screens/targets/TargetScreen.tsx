import { Button } from '@mantine/core'
import type { TargetId } from '@shared/ids'
import type { Target } from '@shared/model/target'
import { type ReactNode, useState } from 'react'
import { Link } from 'wouter'
import { Card } from '../../components/Card'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { EnvironmentChip } from '../../components/EnvironmentChip'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { RowMenu } from '../../components/RowMenu'
import { Screen } from '../../components/Screen'
import { Section } from '../../components/Section'
import { Tags } from '../../components/Tags'
import { useScreenKey } from '../../lib/use-screen-key'
import { navigate } from '../../navigation/history'
import { useCatalog, useRead } from '../../stores/catalog'
import { useConnectionTests } from '../../stores/connection-tests'
import { valueOr } from '../../stores/load'
import { useCall } from '../../stores/use-call'
import { HealthCard } from '../health/HealthCard'
import { NotFoundScreen } from '../NotFoundScreen'
import { ConnectionTest } from './ConnectionTest'
import { subjectOf } from './connection-subject'
import { KeyState } from './KeyState'
import { TargetDrawer } from './TargetDrawer'
import classes from './targets.module.css'

/** One target: what it is, and whether it can be reached. */
export function TargetScreen({ targetId }: { readonly targetId: TargetId }) {
  const { load, again } = useRead('target.list', {})
  return (
    <Loaded load={load} onRetry={again} what="the target">
      {targets => {
        const target = targets.find(({ id }) => id === targetId)
        return target ? <Details target={target} /> : <NotFoundScreen what="target" />
      }}
    </Loaded>
  )
}

function Details({ target }: { readonly target: Target }) {
  const [open, setOpen] = useState<'none' | 'edit' | 'delete'>('none')
  const close = () => setOpen('none')
  useScreenKey('e', () => setOpen('edit'))
  return (
    <Screen width="narrow">
      <PageHeader
        title={target.name}
        crumbs={[{ label: 'Targets', href: '/targets' }]}
        badge={target.isDisabled ? <Tags items={['disabled']} /> : undefined}
        actions={
          <>
            <RowMenu
              label="Actions for this target"
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
          <ConnectionTest subject={subjectOf(target)} />
        </Card>
      </Section>
      <Section title="Health">
        <HealthCard targetId={target.id} />
      </Section>
      <Section title="Details">
        <Card>
          <Facts target={target} />
        </Card>
      </Section>
      {open === 'edit' && (
        // What was tested is not what is stored now.
        <TargetDrawer target={target} onClose={close} onSaved={({ id }) => useConnectionTests.getState().forget(id)} />
      )}
      {open === 'delete' && <DeleteTarget target={target} onClose={close} />}
    </Screen>
  )
}

function Facts({ target }: { readonly target: Target }) {
  const environments = valueOr(useRead('environment.list', {}).load, [])
  const own = environments.filter(({ id }) => target.environmentIds.includes(id))
  return (
    <dl className={classes.facts}>
      {target.kind === 'ssh' && <SshFacts target={target} />}
      <dt>Roles</dt>
      <dd>
        <Tags items={target.roles} />
      </dd>
      <dt>Environments</dt>
      <dd>
        <span className={classes.chips}>
          {own.length === 0 && <span className={classes.muted}>none, so no deployment reaches it</span>}
          {own.map(environment => (
            <EnvironmentChip key={environment.id} {...environment} />
          ))}
        </span>
      </dd>
    </dl>
  )
}

function SshFacts({ target }: { readonly target: Extract<Target, { kind: 'ssh' }> }) {
  const accounts = valueOr(useRead('account.list', {}).load, [])
  const account = accounts.find(({ id }) => id === target.accountId)
  const via = valueOr(useRead('jumpHost.list', {}).load, []).find(({ id }) => id === target.viaId)
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['Address', `${target.host}:${target.port}`],
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
    ...(via
      ? ([
          [
            'Reached through',
            <Link key="via" href={`/targets/jump-hosts/${via.id}`}>
              {via.name}
            </Link>
          ]
        ] as const)
      : []),
    ['System', target.platform === 'posix' ? 'Unix' : 'Windows'],
    ['Host key', <KeyState key="state" hostKey={target.hostKey} />],
    ...(target.hostKey
      ? ([
          [
            'Fingerprint',
            <code key="fingerprint" className={classes.fingerprint}>
              {target.hostKey.algorithm} {target.hostKey.fingerprint}
            </code>
          ]
        ] as const)
      : [])
  ]
  return facts.map(([word, value]) => (
    <div key={word} className={classes.fact}>
      <dt>{word}</dt>
      <dd>{value}</dd>
    </div>
  ))
}

function DeleteTarget({ target, onClose }: { readonly target: Target; readonly onClose: () => void }) {
  const { run, isBusy, failure } = useCall('target.delete')
  const confirm = async () => {
    if (!(await run({ id: target.id })).ok) return
    onClose()
    navigate('/targets', { replace: true })
    await useCatalog.getState().refresh('target')
  }
  return (
    <ConfirmDialog
      title={`Delete ${target.name}?`}
      confirmLabel="Delete target"
      isDangerous
      isBusy={isBusy}
      failure={failure}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      Its accepted host key is forgotten too. Past deployments stay readable.
    </ConfirmDialog>
  )
}
