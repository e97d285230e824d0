import type { JumpHostId } from '@shared/ids'
import type { JumpHost } from '@shared/model/jump-host'
import { addressOf } from '@shared/model/target'
import { Fragment } from 'react'
import { Link } from 'wouter'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { Loaded } from '../../components/Loaded'
import { navigate } from '../../navigation/history'
import { useCatalog, useRead } from '../../stores/catalog'
import { together, valueOr } from '../../stores/load'
import { useCall } from '../../stores/use-call'
import { NotFoundScreen } from '../NotFoundScreen'
import { jumpHostSubject } from '../targets/connection-subject'
import { AccountLink, type Fact, FactRows, hostKeyFacts } from '../targets/HostFacts'
import { HostPage } from '../targets/HostPage'
import targetClasses from '../targets/targets.module.css'
import { JumpHostDrawer } from './JumpHostDrawer'

/** One jump host: what it is, whether it can be reached, and who goes through it. */
export function JumpHostScreen({ jumpHostId }: { readonly jumpHostId: JumpHostId }) {
  const { load, again } = useRead('jumpHost.list', {})
  const parts = [useRead('account.list', {}).load, useRead('target.list', {}).load]
  return (
    <Loaded load={together(load, ...parts)} onRetry={again} what="the jump host">
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
  return (
    <HostPage
      what="jump host"
      subject={jumpHostSubject(jumpHost)}
      crumbs={[
        { label: 'Targets', href: '/targets' },
        { label: 'Jump hosts', href: '/targets/jump-hosts' }
      ]}
      facts={<Facts jumpHost={jumpHost} />}
      editor={(onClose, onSaved) => <JumpHostDrawer jumpHost={jumpHost} onClose={onClose} onSaved={onSaved} />}
      deletion={onClose => <DeleteJumpHost jumpHost={jumpHost} onClose={onClose} />}
    />
  )
}

function Facts({ jumpHost }: DetailsProps) {
  const { id, description, accountId, viaId, hostKey } = jumpHost
  const via = valueOr(useRead('jumpHost.list', {}).load, []).find(item => item.id === viaId)
  const behind = valueOr(useRead('target.list', {}).load, []).filter(item => item.kind === 'ssh' && item.viaId === id)
  const facts: readonly Fact[] = [
    ...(description === '' ? [] : ([['Description', description]] as const)),
    ['Address', addressOf(jumpHost)],
    ['Account', <AccountLink key="account" accountId={accountId} />],
    ['Reached through', via ? <Link href={`/targets/jump-hosts/${via.id}`}>{via.name}</Link> : 'Directly'],
    ...hostKeyFacts(jumpHost.name, hostKey),
    [
      'Targets behind it',
      behind.length === 0
        ? 'None yet: choose it in “Reached through” of a target'
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
      <FactRows facts={facts} />
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
