import type { TargetId } from '@shared/ids'
import type { Target } from '@shared/model/target'
import { Link } from 'wouter'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { EnvironmentChip } from '../../components/EnvironmentChip'
import { Loaded } from '../../components/Loaded'
import { Section } from '../../components/Section'
import { Tags } from '../../components/Tags'
import { TenantChip } from '../../components/TenantChip'
import { tenantPath } from '../../lib/tenant-path'
import { navigate } from '../../navigation/history'
import { useCatalog, useRead } from '../../stores/catalog'
import { together, valueOr } from '../../stores/load'
import { useCall } from '../../stores/use-call'
import { HealthCard } from '../health/HealthCard'
import { NotFoundScreen } from '../NotFoundScreen'
import { subjectOf } from './connection-subject'
import { AccountLink, type Fact, FactRows, hostKeyFacts } from './HostFacts'
import { HostPage } from './HostPage'
import { OfflineWords, offlineFacts } from './OfflineWords'
import { TargetDrawer } from './TargetDrawer'
import classes from './targets.module.css'

/** One target: what it is, and whether it can be reached. */
export function TargetScreen({ targetId }: { readonly targetId: TargetId }) {
  const { load, again } = useRead('target.list', {})
  const parts = [
    useRead('health.list', {}),
    useRead('environment.list', {}),
    useRead('account.list', {}),
    useRead('jumpHost.list', {}),
    useRead('tenant.list', {})
  ].map(part => part.load)
  return (
    <Loaded load={together(load, ...parts)} onRetry={again} what="the target">
      {targets => {
        const target = targets.find(({ id }) => id === targetId)
        return target ? <Details target={target} /> : <NotFoundScreen what="target" />
      }}
    </Loaded>
  )
}

function Details({ target }: { readonly target: Target }) {
  const isOffline = target.kind === 'offline'
  return (
    <HostPage
      what="target"
      subject={subjectOf(target)}
      crumbs={[{ label: 'Targets', href: '/targets' }]}
      badge={target.isDisabled ? <Tags items={['disabled']} /> : undefined}
      connection={isOffline ? <OfflineWords target={target} /> : undefined}
      facts={<Facts target={target} />}
      editor={(onClose, onSaved) => <TargetDrawer target={target} onClose={onClose} onSaved={onSaved} />}
      deletion={onClose => <DeleteTarget target={target} onClose={onClose} />}
    >
      {!isOffline && (
        <Section title="Health">
          <HealthCard targetId={target.id} />
        </Section>
      )}
    </HostPage>
  )
}

function Facts({ target }: { readonly target: Target }) {
  const environments = valueOr(useRead('environment.list', {}).load, [])
  const own = environments.filter(({ id }) => target.environmentIds.includes(id))
  return (
    <dl className={classes.facts}>
      {target.kind === 'ssh' && <SshFacts target={target} />}
      {target.kind === 'offline' && <FactRows facts={offlineFacts(target)} />}
      <dt>Roles</dt>
      <dd>
        <Tags items={target.roles} />
      </dd>
      <dt>Environments</dt>
      <dd>
        <span className={classes.chips}>
          {own.length === 0 && <span className={classes.muted}>None, so no deployment reaches it</span>}
          {own.map(environment => (
            <EnvironmentChip key={environment.id} {...environment} />
          ))}
        </span>
      </dd>
      {target.tenancy !== undefined && <TenancyFact tenancy={target.tenancy} />}
    </dl>
  )
}

/** For whom it is. */
function TenancyFact({ tenancy: { mode, tenantIds, tags } }: { readonly tenancy: NonNullable<Target['tenancy']> }) {
  const tenants = valueOr(useRead('tenant.list', {}).load, []).filter(({ id }) => tenantIds.includes(id))
  return (
    <>
      <dt>Tenants</dt>
      <dd>
        <span className={classes.chips}>
          {tenants.map(tenant => (
            <Link key={tenant.id} href={tenantPath(tenant)}>
              <TenantChip name={tenant.name} />
            </Link>
          ))}
          {tags.length > 0 && <Tags items={tags} />}
          {mode === 'both' && <span className={classes.muted}>and deployments without a tenant</span>}
        </span>
      </dd>
    </>
  )
}

function SshFacts({ target }: { readonly target: Extract<Target, { kind: 'ssh' }> }) {
  const via = valueOr(useRead('jumpHost.list', {}).load, []).find(({ id }) => id === target.viaId)
  const facts: readonly Fact[] = [
    ['Address', `${target.host}:${target.port}`],
    ['Account', <AccountLink key="account" accountId={target.accountId} />],
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
    ...hostKeyFacts(target.name, target.hostKey)
  ]
  return <FactRows facts={facts} />
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
