import type { AuditEntry, AuditSubject, AuditVerb } from '@shared/audit'
import type { IconName } from '../../components/icon-paths'

const subjectIcons: Readonly<Record<AuditSubject, IconName>> = {
  environment: 'environment',
  account: 'account',
  tenant: 'tenant',
  target: 'target',
  'jump-host': 'target',
  policy: 'shield',
  group: 'folder',
  project: 'project',
  process: 'process',
  variables: 'variable',
  'library-set': 'variable',
  certificate: 'shield',
  release: 'release',
  lifecycle: 'arrow-right',
  channel: 'filter',
  freeze: 'lock',
  trigger: 'clock',
  approval: 'check-circle',
  'api-key': 'key',
  runbook: 'runbook',
  package: 'release',
  feed: 'folder',
  deployment: 'deployment',
  secret: 'key',
  vault: 'lock',
  settings: 'info',
  workspace: 'folder'
}

const verbIcons: Readonly<Partial<Record<AuditVerb, IconName>>> = {
  deleted: 'trash',
  cancelled: 'slash-circle',
  finished: 'flag',
  interrupted: 'bolt',
  used: 'key',
  'host-key-accepted': 'shield',
  'host-key-replaced': 'shield',
  'unlock-refused': 'warning',
  exported: 'download',
  'receipt-imported': 'download'
}

/** What happened where it says more than what it happened to. */
export const iconOf = ({ verb, subject }: AuditEntry): IconName => verbIcons[verb] ?? subjectIcons[subject.kind]

const tones: Readonly<Partial<Record<AuditVerb, 'bad' | 'warn' | 'good'>>> = {
  created: 'good',
  deleted: 'bad',
  interrupted: 'warn',
  'host-key-replaced': 'warn',
  'unlock-refused': 'bad',
  repaired: 'warn'
}

/** What a reader's eye should stop at. */
export const toneOf = ({ verb }: AuditEntry): 'bad' | 'warn' | 'good' | 'still' => tones[verb] ?? 'still'

const addresses: Readonly<Partial<Record<AuditSubject, (id: string) => string>>> = {
  environment: () => '/environments',
  account: () => '/targets/accounts',
  target: id => `/targets/${id}`,
  'jump-host': id => `/targets/jump-hosts/${id}`,
  project: id => `/projects/${id}`,
  process: id => `/projects/${id}/process`,
  variables: id => `/projects/${id}/variables`,
  release: id => `/releases/${id}`,
  runbook: id => `/runbooks/${id}`,
  deployment: id => `/deployments/${id}`,
  vault: () => '/settings/security',
  'api-key': () => '/settings/http-api',
  settings: id => (id === 'mail' ? '/settings/mail' : '/settings/network')
}

/** Where the thing is that an entry is about; null when it is gone with this entry or has no screen. */
export const addressOf = ({ verb, subject }: AuditEntry): string | null =>
  verb === 'deleted' ? null : (addresses[subject.kind]?.(subject.id) ?? null)

/** Entries of one day of this workstation's calendar. */
export interface Day {
  readonly key: string
  readonly name: string
  readonly entries: readonly AuditEntry[]
}

/** Entries, newest first, by day; `now` in ms since 1970 UTC says which day is today. */
export function byDay(entries: readonly AuditEntry[], now: number): readonly Day[] {
  const days: { key: string; name: string; entries: AuditEntry[] }[] = []
  for (const entry of entries) {
    const key = new Date(entry.at).toDateString()
    const last = days.at(-1)
    if (last?.key === key) last.entries.push(entry)
    else days.push({ key, name: dayName(entry.at, now), entries: [entry] })
  }
  return days
}

function dayName(at: number, now: number): string {
  const yesterday = new Date(now)
  yesterday.setDate(yesterday.getDate() - 1)
  const day = new Date(at).toDateString()
  if (day === new Date(now).toDateString()) return 'Today'
  if (day === yesterday.toDateString()) return 'Yesterday'
  return new Date(at).toLocaleDateString(undefined, { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' })
}
