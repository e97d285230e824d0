import type { DeploymentSummary } from '@shared/deployment'
import { titleOf } from '@shared/deployment-title'
import type { Project } from '@shared/model/project'
import { Best, scoreOf, wordsOf } from '@shared/search/search'
import { stateOf, states } from '@shared/state-looks'
import { lineLinkText, parseLineAddress } from '@shared/task-log/line-link'
import { shownWorkspace, type WorkspaceSummary } from '@shared/workspace'
import type { IconName } from '../components/icon-paths'
import type { HelpBook } from '../help/book'
import type { ScreenCommand } from '../lib/screen-commands'
import { projectTenantsPath } from '../lib/tenant-path'
import { navItems } from './nav-items'
import { actionItems, type PaletteSituation } from './palette-actions'
import { helpItems } from './palette-help'
import type { PaletteItem } from './palette-item'

/** What the palette lists without asking anybody. */
export interface PaletteContent extends PaletteSituation {
  /** The workspaces that the window can go to; none when absent. */
  readonly workspaces?: readonly WorkspaceSummary[]
  /** What the screen that is shown can do; nothing when absent. */
  readonly commands?: readonly ScreenCommand[]
}

const go = (
  group: PaletteItem['group'],
  icon: IconName,
  href: string,
  label: string,
  detail = '',
  keywords = ''
): PaletteItem => ({
  id: `${group} ${href} ${label}`,
  group,
  icon,
  label,
  detail,
  keywords,
  does: { kind: 'go', href }
})

const screens: readonly PaletteItem[] = [
  ...navItems.map(({ label, href, icon, synonyms }) => ({ ...go('Screens', icon, href, label), synonyms })),
  go('Screens', 'clock', '/tasks/history', 'History', '', 'statistics charts frequency duration success tasks'),
  go('Screens', 'key', '/targets/accounts', 'Accounts', '', 'ssh login password key agent'),
  go('Screens', 'shield', '/targets/jump-hosts', 'Jump hosts', '', 'ssh bastion proxy gateway way'),
  go('Screens', 'pulse', '/targets/policies', 'Policies', '', 'health check hosts'),
  go('Screens', 'download', '/targets/bundles', 'Bundles', '', 'offline receipts usb carried'),
  go('Screens', 'check', '/approvals', 'Approvals', '', 'sign request separation of duties'),
  go('Screens', 'lock', '/environments/freezes', 'Freezes', '', 'closed window no deployments'),
  go('Screens', 'package', '/packages/feeds', 'Feeds', '', 'nuget maven npm folder packages'),
  go('Screens', 'flag', '/library/lifecycles', 'Lifecycles', '', 'phases promotion retention library'),
  go('Screens', 'shield', '/library/certificates', 'Certificates', '', 'tls ssl x509 pem pfx pkcs12 library'),
  go('Screens', 'trash', '/library/lifecycles/clean-up', 'Clean up releases', '', 'retention delete old too many'),
  go(
    'Screens',
    'target',
    '/targets/import/hosts',
    'Import hosts',
    '',
    'ssh config openssh targets jump servers machines'
  ),
  go('Screens', 'key', '/targets/import', 'Import host keys', '', 'known_hosts openssh fingerprints'),
  go('Screens', 'shield', '/settings/network', 'Network', '', 'air gap ledger connections sockets'),
  go('Screens', 'mail', '/settings/mail', 'Mail', '', 'smtp email server settings'),
  go('Screens', 'globe', '/settings/http-api', 'HTTP API', '', 'octopus rest keys api-key ci listen port programs'),
  go('Screens', 'tasks', '/settings/tasks', 'Task settings', '', 'how many at once cap limits notifications'),
  go('Screens', 'folder', '/settings/data', 'Data', '', 'backup restore verify damaged'),
  go('Screens', 'lock', '/settings/security', 'Security', '', 'vault secrets passphrase keychain lock unlock'),
  go('Screens', 'library', '/settings/workspaces', 'Workspaces', '', 'customers teams spaces rename delete switch'),
  go('Screens', 'sliders', '/settings', 'Settings and about', '', 'version data folder notices theme'),
  go('Screens', 'question-circle', '/help', 'Help', 'F1', 'documentation manual guide how to glossary')
]

const commandItem = ({ id, label, icon, keywords = '', keys = '', run }: ScreenCommand): PaletteItem => ({
  id: `command ${id}`,
  group: 'This screen',
  icon,
  label,
  detail: keys,
  keywords,
  does: { kind: 'command', run }
})

const projectItems = ({ id, name, releases }: Project): readonly PaletteItem[] => [
  go('Projects', 'project', `/projects/${id}`, name, 'Overview'),
  go('Projects', 'process', `/projects/${id}/process`, `${name}: process`, 'Steps and scripts', 'steps script'),
  go(
    'Projects',
    'variable',
    `/projects/${id}/variables`,
    `${name}: variables`,
    '',
    'secrets passwords values settings'
  ),
  go('Projects', 'runbook', `/projects/${id}/runbooks`, `${name}: runbooks`, '', 'operations maintenance'),
  go('Projects', 'flag', `/projects/${id}/channels`, `${name}: channels`, '', 'hotfix kinds of releases'),
  go('Projects', 'clock', `/projects/${id}/triggers`, `${name}: triggers`, '', 'schedule cron package automatic'),
  ...(releases?.tenancy === undefined
    ? []
    : [go('Projects', 'tenant', projectTenantsPath(id), `${name}: tenants`, '', 'customers by tenant')]),
  go('Projects', 'release', `/projects/${id}/releases/new`, `${name}: create a release`, '', 'new version'),
  go('Projects', 'sliders', `/projects/${id}/settings`, `${name}: settings`, '', 'rename delete group tenants'),
  {
    ...go('Projects', 'deployment', '', `${name}: deploy…`, '', 'run start ship promote roll out'),
    id: `deploy ${id}`,
    does: { kind: 'deploy', projectId: id }
  }
]

const workspaceItem = (workspace: WorkspaceSummary): PaletteItem => ({
  id: `workspace ${workspace.id}`,
  group: 'Workspaces',
  icon: 'library',
  label: `Go to ${shownWorkspace(workspace)}`,
  detail: 'Workspace',
  keywords: 'switch open workspace space',
  does: { kind: 'open-workspace', key: workspace.id }
})

/** What the palette finds without asking, in the order in which it lists them. */
export const paletteItems = (content: PaletteContent): readonly PaletteItem[] => [
  ...(content.commands ?? []).map(commandItem),
  ...actionItems(content),
  ...(content.workspaces ?? []).map(workspaceItem),
  ...screens,
  ...content.projects.flatMap(projectItems),
  ...content.deployments.map(deploymentItem)
]

const deploymentItem = (summary: DeploymentSummary): PaletteItem => {
  const { word } = states[stateOf(summary)]
  const icon = summary.runbook === null ? 'deployment' : 'runbook'
  // Found by its state, too: `shop failed`.
  return go('Deployments', icon, `/deployments/${summary.id}`, titleOf(summary), word, word)
}

/** A link to lines that somebody pasted. */
function linesItem({ path, link }: NonNullable<ReturnType<typeof parseLineAddress>>): PaletteItem {
  const { first, last } = link
  const words = first === last ? `line ${first}` : `lines ${first}–${last}`
  return go('Deployments', 'terminal', `${path}#${lineLinkText(link)}`, `Go to ${words} of the log`)
}

const shownWithoutQuery: ReadonlySet<PaletteItem['group']> = new Set(['This screen', 'Actions', 'Screens', 'Projects'])
const shownAtMost = 40

/** As much as a word inside of a label. */
const forSynonym = 60
/** What is done now and then gives way to what people go to each day. */
const forMinor = 0.9

/** How well an entry fits: by its name, or by what people call it elsewhere. */
function scoreIn(words: readonly string[], item: PaletteItem): number {
  const other = item.synonyms === undefined ? 0 : scoreOf(words, { label: item.synonyms, keywords: item.label })
  const score = Math.max(scoreOf(words, item), Math.min(other, forSynonym * words.length))
  return item.isMinor === true ? score * forMinor : score
}

/** What was found in the workspace for a query. */
interface Found {
  readonly items: readonly PaletteItem[]
  /** Whether it was found for this very query, and not for what was typed before. */
  readonly isUpToDate: boolean
}

const nothing: Found = { items: [], isUpToDate: true }

/**
 * What the palette lists for a query: the best few, and after them sections of the help; without a query the actions, screens
 * and projects themselves.
 */
export function findInPalette(
  query: string,
  items: readonly PaletteItem[],
  found: Found = nothing,
  book: HelpBook | null = null
): readonly PaletteItem[] {
  const lines = parseLineAddress(query)
  if (lines) return [linesItem(lines)]
  const words = wordsOf(query)
  if (words.length === 0)
    return items.filter(
      item =>
        shownWithoutQuery.has(item.group) &&
        item.isMinor !== true &&
        (item.group !== 'Projects' || item.detail === 'Overview')
    )
  const best = new Best<PaletteItem>(shownAtMost)
  for (const item of items) best.offer(item, scoreIn(words, item))
  // Found by something that is not shown, such as a role, it is still found.
  for (const item of found.items)
    best.offer(item, scoreOf(words, item) * (item.weight ?? 1) || (found.isUpToDate ? 1 : 0))
  return [...best.all(), ...(book === null ? [] : helpItems(words, book))]
}
