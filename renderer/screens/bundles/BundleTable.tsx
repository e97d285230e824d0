import { type BundleState, bundleStateWords } from '@shared/bundle/state'
import type { ListedBundle } from '@shared/bundle-calls'
import { titleOf } from '@shared/deployment-title'
import { Link } from 'wouter'
import { type Column, DataTable } from '../../components/DataTable'
import { Icon } from '../../components/Icon'
import type { IconName } from '../../components/icon-paths'
import { TimeAgo } from '../../components/TimeAgo'
import { plural } from '../../lib/plural'
import { navigate } from '../../navigation/history'
import classes from './bundles.module.css'

/** Icon and tone of each state: never colour alone. */
const looks: Readonly<
  Record<BundleState, { readonly icon: IconName; readonly tone: 'good' | 'bad' | 'warn' | 'still' }>
> = {
  waiting: { icon: 'clock', tone: 'still' },
  refused: { icon: 'x-circle', tone: 'bad' },
  partial: { icon: 'warning', tone: 'warn' },
  received: { icon: 'check-circle', tone: 'good' }
}

const columns: readonly Column<ListedBundle>[] = [
  { key: 'target', header: 'Target', width: '14%', cell: ({ targetName }) => <strong>{targetName}</strong> },
  { key: 'deployment', header: 'Deployment', width: '20%', cell: bundle => <What bundle={bundle} /> },
  { key: 'state', header: 'Receipt', cell: bundle => <State bundle={bundle} /> },
  { key: 'written', header: 'Written', width: '120px', cell: ({ createdAt }) => <TimeAgo at={createdAt} /> },
  { key: 'path', header: 'Bundle', width: '22%', cell: bundle => <Where bundle={bundle} /> }
]

/** Bundles, newest first; Enter opens the deployment of one. */
export function BundleTable({ bundles }: { readonly bundles: readonly ListedBundle[] }) {
  return (
    <DataTable
      label="Bundles"
      columns={columns}
      rows={bundles}
      rowKey={({ id }) => id}
      onOpen={({ deployment }) => {
        if (deployment !== null) navigate(`/deployments/${deployment.id}`)
      }}
    />
  )
}

interface CellProps {
  readonly bundle: ListedBundle
}

function What({ bundle: { deployment, runs } }: CellProps) {
  return (
    <span className={classes.texts}>
      {deployment === null ? (
        <span className={classes.says}>not known any more</span>
      ) : (
        <Link href={`/deployments/${deployment.id}`} className={classes.link ?? ''}>
          {titleOf(deployment)}
        </Link>
      )}
      <span className={classes.says}>{plural(runs, 'action')}</span>
    </span>
  )
}

function State({ bundle }: CellProps) {
  const { state, acknowledgedAt, refused, missing } = bundle
  const { icon, tone } = looks[state]
  return (
    <span className={classes.state} data-tone={tone}>
      <Icon name={icon} size={14} />
      <span className={classes.wrapping}>
        <span className={classes.word}>{bundleStateWords[state]}</span>
        {state === 'refused' && refused && (
          <span className={classes.says}>
            <TimeAgo at={refused.at} />: {refused.message} {refused.remedy}
          </span>
        )}
        {state === 'partial' && <span className={classes.says}>{plural(missing, 'action')} not known</span>}
        {state === 'received' && acknowledgedAt !== null && (
          <span className={classes.says}>
            <TimeAgo at={acknowledgedAt} />
          </span>
        )}
      </span>
    </span>
  )
}

function Where({ bundle: { path, isThere } }: CellProps) {
  return (
    <span className={classes.texts}>
      <span className={classes.path} title={path}>
        <bdi>{path}</bdi>
      </span>
      {!isThere && <span className={classes.says}>somebody moved it</span>}
    </span>
  )
}
