import type { NetworkEntry, NetworkReport } from '@shared/network'

/** Where to, with what is behind the name when that is known: `web-1:22`, `[::1]:22`, `/run/agent`. */
export const placeText = ({ host, port }: Pick<NetworkEntry, 'host' | 'port'>): string => {
  const name = host.includes(':') && port !== null ? `[${host}]` : host
  return port === null ? name : `${name}:${port}`
}

export const kindWords: Readonly<Record<NetworkEntry['kind'], string>> = {
  connection: 'Connection',
  'look-up': 'Name look-up',
  listener: 'Listening',
  datagram: 'UDP',
  request: 'Asked for by the page'
}

export const stateWords: Readonly<Record<NetworkEntry['state'], string>> = {
  opening: 'Opening',
  open: 'Open',
  closed: 'Closed',
  failed: 'Failed',
  blocked: 'Blocked'
}

/** Whether nobody declared it and it went out all the same. */
export const isUndeclared = ({ why, state }: Pick<NetworkEntry, 'why' | 'state'>): boolean =>
  why === null && state !== 'blocked'

/** The headline: what happened that nobody asked for. */
export const headline = ({ undeclared }: NetworkReport): string =>
  undeclared === 1 ? '1 connection that you did not ask for' : `${undeclared} connections that you did not ask for`

/** The ledger as lines of text with tabs between the columns, for an e-mail or a spreadsheet. */
export function ledgerText(report: NetworkReport): string {
  const rows = report.entries.map(entry => [
    new Date(entry.at).toISOString(),
    kindWords[entry.kind],
    placeText(entry),
    entry.address ?? '',
    entry.why ?? 'not declared',
    stateWords[entry.state],
    String(entry.bytesIn),
    String(entry.bytesOut)
  ])
  const head = ['Time', 'What', 'Place', 'Address', 'Why', 'State', 'Bytes received', 'Bytes sent']
  const since = `${headline(report)} since ${new Date(report.since).toISOString()}; ${report.blocked} blocked; air gap ${report.isAirGapped ? 'on' : 'off'}`
  return [since, ...[head, ...rows].map(row => row.join('\t'))].join('\n')
}
