import type { NetworkEntry, NetworkTotal } from '@shared/network'
import { bytesWords } from '@shared/plan/words'
import { type Column, DataTable } from '../../components/DataTable'
import { Icon } from '../../components/Icon'
import type { IconName } from '../../components/icon-paths'
import { TimeAgo } from '../../components/TimeAgo'
import { isUndeclared, kindWords, placeText, stateWords } from './ledger-text'
import classes from './network.module.css'

const columns: readonly Column<NetworkEntry>[] = [
  { key: 'at', header: 'When', width: '110px', cell: ({ at }) => <TimeAgo at={at} /> },
  { key: 'what', header: 'What', width: '160px', cell: ({ kind }) => kindWords[kind] },
  {
    key: 'place',
    header: 'Place',
    width: '24%',
    cell: entry => (
      <span className={classes.place} title={entry.address ?? undefined}>
        {placeText(entry)}
      </span>
    )
  },
  { key: 'why', header: 'Why', cell: entry => <Why entry={entry} /> },
  { key: 'state', header: 'State', width: '104px', cell: ({ state }) => <State state={state} /> },
  { key: 'in', header: 'Received', width: '96px', align: 'end', cell: entry => bytes(entry, entry.bytesIn) },
  { key: 'out', header: 'Sent', width: '96px', align: 'end', cell: entry => bytes(entry, entry.bytesOut) }
]

/** Only connections count what goes through them. */
const bytes = ({ kind, state }: NetworkEntry, count: number): string =>
  kind === 'connection' && state !== 'blocked' ? bytesWords(count) : '–'

/** The ledger, newest first. */
export const EntryTable = ({ entries }: { readonly entries: readonly NetworkEntry[] }) => (
  <DataTable label="Network ledger" columns={columns} rows={entries} rowKey={({ id }) => id} />
)

function Why({ entry }: { readonly entry: NetworkEntry }) {
  if (entry.why !== null) return <span title={entry.why}>{entry.why}</span>
  if (!isUndeclared(entry)) return <span className={classes.muted}>not declared</span>
  return (
    <span className={classes.undeclared}>
      <Icon name="warning" size={14} />
      undeclared
    </span>
  )
}

const looks: Readonly<Record<NetworkEntry['state'], { readonly icon: IconName; readonly tone: string }>> = {
  opening: { icon: 'spinner', tone: 'live' },
  open: { icon: 'play', tone: 'live' },
  closed: { icon: 'check', tone: 'still' },
  failed: { icon: 'x-circle', tone: 'still' },
  blocked: { icon: 'slash-circle', tone: 'warn' }
}

const State = ({ state }: { readonly state: NetworkEntry['state'] }) => (
  <span className={classes.state} data-tone={looks[state].tone}>
    <Icon name={looks[state].icon} size={13} />
    {stateWords[state]}
  </span>
)

const totalColumns: readonly Column<NetworkTotal>[] = [
  {
    key: 'place',
    header: 'Place',
    width: '30%',
    cell: total => <span className={classes.place}>{placeText(total)}</span>
  },
  { key: 'why', header: 'Why', cell: ({ why }) => why ?? <span className={classes.muted}>not declared</span> },
  { key: 'attempts', header: 'Times', width: '84px', align: 'end', cell: ({ attempts }) => attempts },
  { key: 'blocked', header: 'Blocked', width: '84px', align: 'end', cell: ({ blocked }) => blocked },
  { key: 'in', header: 'Received', width: '96px', align: 'end', cell: ({ bytesIn }) => bytesWords(bytesIn) },
  { key: 'out', header: 'Sent', width: '96px', align: 'end', cell: ({ bytesOut }) => bytesWords(bytesOut) }
]

/** What went to each place in all. */
export const TotalTable = ({ totals }: { readonly totals: readonly NetworkTotal[] }) => (
  <DataTable
    label="Totals by place"
    columns={totalColumns}
    rows={totals}
    rowKey={({ host, port }) => `${host} ${port}`}
  />
)
