import { Checkbox } from '@mantine/core'
import type { PlannedTarget } from '@shared/import/plan-ssh-config'
import { addressOf } from '@shared/model/target'
import { type Column, DataTable } from '../../components/DataTable'
import { Icon } from '../../components/Icon'
import type { IconName } from '../../components/icon-paths'
import { isOnTheWay } from './hosts-form'
import classes from './imports.module.css'

const looks: Readonly<
  Record<PlannedTarget['outcome'], { readonly word: string; readonly icon: IconName; readonly tone: string }>
> = {
  new: { word: 'New', icon: 'plus', tone: 'live' },
  exists: { word: 'Is a target already', icon: 'check-circle', tone: 'good' },
  unsupported: { word: 'Cannot be imported', icon: 'x-circle', tone: 'bad' }
}

interface HostTableProps {
  readonly targets: readonly PlannedTarget[]
  /** The hosts that would become targets now. */
  readonly chosen: readonly PlannedTarget[]
  /** The private keys that may be read. */
  readonly keyFiles: readonly string[]
  /** Ticks these, or takes their ticks away. */
  readonly onTick: (targets: readonly PlannedTarget[], isTicked: boolean) => void
}

/** What each host of a configuration would become, and what of it cannot be carried over. */
export function HostTable({ targets, chosen, keyFiles, onTick }: HostTableProps) {
  const columns: readonly Column<PlannedTarget>[] = [
    {
      key: 'choose',
      header: <TickAll targets={targets} chosen={chosen} onTick={onTick} />,
      width: '44px',
      cell: target =>
        target.outcome === 'new' && (
          <Checkbox
            aria-label={`Import ${target.name}`}
            checked={chosen.includes(target)}
            onChange={event => onTick([target], event.currentTarget.checked)}
          />
        )
    },
    { key: 'name', header: 'Target', width: '17%', cell: target => <Name target={target} /> },
    { key: 'way', header: 'Address', width: '30%', cell: target => <Address target={target} /> },
    { key: 'key', header: 'Logs in with', width: '20%', cell: target => <Key target={target} keyFiles={keyFiles} /> },
    { key: 'outcome', header: 'Import', cell: target => <Outcome target={target} all={targets} /> }
  ]
  return <DataTable label="Hosts in the file" columns={columns} rows={targets} rowKey={({ alias }) => alias} />
}

function TickAll({ targets, chosen, onTick }: Omit<HostTableProps, 'keyFiles'>) {
  const fresh = targets.filter(({ outcome }) => outcome === 'new')
  if (fresh.length === 0) return <span className="visually-hidden">Import</span>
  return (
    <Checkbox
      aria-label="Import all new hosts"
      checked={chosen.length === fresh.length}
      indeterminate={chosen.length > 0 && chosen.length < fresh.length}
      onChange={() => onTick(fresh, chosen.length < fresh.length)}
    />
  )
}

interface CellProps {
  readonly target: PlannedTarget
}

function Name({ target: { alias, name, outcome } }: CellProps) {
  return (
    <div className={classes.lines}>
      <strong title={name}>{name}</strong>
      {name !== alias && (
        <span className={classes.muted}>
          {outcome === 'new' ? `The name ${alias} is taken.` : `${alias} in the file`}
        </span>
      )}
    </div>
  )
}

const placeText = (place: { readonly user: string; readonly host: string; readonly port: number }): string =>
  `${place.user}@${addressOf(place)}`

function Address({ target }: CellProps) {
  return (
    <div className={classes.lines}>
      <code className={classes.pin}>{placeText(target)}</code>
      {target.hops.length > 0 && (
        <span className={classes.muted}>
          through{' '}
          {target.hops.map((hop, index) => (
            // A way may lead over one place twice, so only the position tells the hops apart.
            <span key={index}>
              {index > 0 && ' → '}
              <code className={classes.pin}>{placeText(hop)}</code>
            </span>
          ))}
        </span>
      )}
    </div>
  )
}

function Key({ target: { identityFile, outcome }, keyFiles }: CellProps & Pick<HostTableProps, 'keyFiles'>) {
  if (outcome !== 'new') return <span className={classes.muted}>–</span>
  if (identityFile === null) return <>SSH agent</>
  return keyFiles.includes(identityFile) ? (
    <div className={classes.lines}>
      <span>Private key</span>
      <code className={classes.pin}>{identityFile}</code>
    </div>
  ) : (
    <div className={classes.lines}>
      <span>SSH agent</span>
      <span className={classes.muted}>
        <code className={classes.pin}>{identityFile}</code> is not read
      </span>
    </div>
  )
}

function Outcome({ target, all }: CellProps & { readonly all: readonly PlannedTarget[] }) {
  const { outcome, reason, notCarried } = target
  const look = looks[outcome]
  return (
    <div className={classes.lines}>
      <span className={classes.outcome} data-tone={look.tone}>
        <Icon name={look.icon} size={14} />
        {look.word}
      </span>
      {reason !== null && <span>{reason}</span>}
      {outcome === 'new' && isOnTheWay(target, all) && (
        <span className={classes.muted}>A jump host for others. Tick it if scripts are to run on it, too.</span>
      )}
      {outcome === 'new' && notCarried.length > 0 && (
        <span className={classes.muted}>Left out: {notCarried.join(', ')}</span>
      )}
    </div>
  )
}
