import { Checkbox } from '@mantine/core'
import type { KnownHostMatch, KnownHostOutcome, KnownHostRef } from '@shared/import/known-hosts'
import { type Column, DataTable } from '../../components/DataTable'
import { Icon } from '../../components/Icon'
import type { IconName } from '../../components/icon-paths'
import classes from './imports.module.css'

const looks: Readonly<
  Record<
    KnownHostOutcome,
    { readonly word: string; readonly icon: IconName; readonly tone: string; readonly why: string }
  >
> = {
  new: { word: 'New', icon: 'plus', tone: 'live', why: 'No key was accepted for this host yet.' },
  agrees: { word: 'Agrees', icon: 'check-circle', tone: 'good', why: 'The accepted key is in the file.' },
  conflict: {
    word: 'Conflict',
    icon: 'x-circle',
    tone: 'bad',
    why: 'The file has another key than the accepted one, which stays. Find out which of them is right.'
  },
  'other-algorithm': {
    word: 'Other kinds',
    icon: 'info',
    tone: 'still',
    why: 'The file has keys of other algorithms only. The accepted one stays.'
  },
  ambiguous: {
    word: 'In doubt',
    icon: 'warning',
    tone: 'warn',
    why: 'The file has several keys of the same kind for this host. Test the connection and compare.'
  },
  revoked: {
    word: 'Revoked',
    icon: 'slash-circle',
    tone: 'bad',
    why: 'The file says that this key must not be trusted.'
  },
  absent: { word: 'Not in the file', icon: 'dash-circle', tone: 'still', why: 'The file does not know this host.' }
}

interface MatchTableProps {
  readonly matches: readonly KnownHostMatch[]
  /** Ids of the hosts that the person leaves out. */
  readonly left: ReadonlySet<string>
  readonly onToggle: (ref: KnownHostRef) => void
}

/** What a file says about each host; those that would get a key can be left out. */
export function MatchTable({ matches, left, onToggle }: MatchTableProps) {
  const columns: readonly Column<KnownHostMatch>[] = [
    {
      key: 'choose',
      header: <span className="visually-hidden">Accept</span>,
      width: '44px',
      cell: ({ ref, name, outcome }) =>
        outcome === 'new' && (
          <Checkbox
            aria-label={`Accept the key of ${name}`}
            checked={!left.has(ref.id)}
            onChange={() => onToggle(ref)}
          />
        )
    },
    { key: 'name', header: 'Host', width: '18%', cell: ({ name }) => <strong>{name}</strong> },
    {
      key: 'address',
      header: 'Address',
      width: '20%',
      cell: ({ address }) => <span className={classes.muted}>{address}</span>
    },
    {
      key: 'outcome',
      header: 'Key',
      width: '150px',
      cell: ({ outcome }) => (
        <span className={classes.outcome} data-tone={looks[outcome].tone} title={looks[outcome].why}>
          <Icon name={looks[outcome].icon} size={14} />
          {looks[outcome].word}
        </span>
      )
    },
    { key: 'pin', header: 'Fingerprint', cell: match => <Fingerprint match={match} /> }
  ]
  return <DataTable label="Host keys in the file" columns={columns} rows={matches} rowKey={({ ref }) => ref.id} />
}

function Fingerprint({ match: { pin, accepted, outcome } }: { readonly match: KnownHostMatch }) {
  if (pin === null) return <span className={classes.muted}>–</span>
  const isOther = outcome === 'conflict' && accepted !== null
  const words = `${pin.algorithm} ${pin.fingerprint}`
  return (
    <code
      className={classes.pin}
      title={isOther ? `${words}\nAccepted: ${accepted.algorithm} ${accepted.fingerprint}` : words}
    >
      {words}
    </code>
  )
}
