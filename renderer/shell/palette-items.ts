import type { DeploymentSummary } from '@shared/deployment'
import type { Environment } from '@shared/model/environment'
import type { Project } from '@shared/model/project'
import type { Release } from '@shared/model/release'
import type { Target } from '@shared/model/target'
import type { LibrarySetView } from '@shared/model/variable-set'
import type { IconName } from '../components/icon-paths'
import { search } from '../lib/search'
import { navItems } from './nav-items'

export interface PaletteItem {
  readonly id: string
  readonly group:
    | 'Actions'
    | 'Screens'
    | 'Projects'
    | 'Releases'
    | 'Environments'
    | 'Targets'
    | 'Library'
    | 'Deployments'
  readonly label: string
  readonly detail: string
  readonly keywords: string
  readonly icon: IconName
  readonly does:
    | { readonly kind: 'go'; readonly href: string }
    | { readonly kind: 'new-project' }
    | { readonly kind: 'deploy' }
    | { readonly kind: 'toggle-theme' }
    | { readonly kind: 'lock-vault' }
    | { readonly kind: 'shortcuts' }
}

export interface PaletteContent {
  readonly projects: readonly Project[]
  readonly releases: readonly Release[]
  readonly environments: readonly Environment[]
  readonly targets: readonly Target[]
  readonly deployments: readonly DeploymentSummary[]
  readonly librarySets: readonly LibrarySetView[]
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

const action = (does: PaletteItem['does'], icon: IconName, label: string, keywords: string): PaletteItem => ({
  id: `action ${does.kind}`,
  group: 'Actions',
  icon,
  label,
  detail: '',
  keywords,
  does
})

const actions: readonly PaletteItem[] = [
  action({ kind: 'deploy' }, 'deployment', 'Deploy a release…', 'run start ship promote'),
  action({ kind: 'new-project' }, 'plus', 'New project…', 'create add'),
  action({ kind: 'toggle-theme' }, 'moon', 'Change the theme', 'dark light colours appearance'),
  action({ kind: 'lock-vault' }, 'lock', 'Lock the vault now', 'secrets passphrase security'),
  action({ kind: 'shortcuts' }, 'keyboard', 'Keyboard shortcuts', 'help keys')
]

const screens: readonly PaletteItem[] = [
  ...navItems.map(({ label, href, icon }) => go('Screens', icon, href, label)),
  go('Screens', 'key', '/targets/accounts', 'Accounts', '', 'ssh login password key agent'),
  go('Screens', 'shield', '/library/certificates', 'Certificates', '', 'tls ssl x509 pem pfx pkcs12 library'),
  go('Screens', 'target', '/targets/import/hosts', 'Import hosts', '', 'ssh config openssh targets jump'),
  go('Screens', 'key', '/targets/import', 'Import host keys', '', 'known_hosts openssh fingerprints'),
  go('Screens', 'shield', '/settings/network', 'Network', '', 'air gap ledger connections sockets'),
  go('Screens', 'lock', '/settings/security', 'Security', '', 'vault secrets passphrase keychain lock unlock'),
  go('Screens', 'info', '/settings', 'Settings and about', '', 'version data folder notices theme')
]

const projectItems = ({ id, name }: Project): readonly PaletteItem[] => [
  go('Projects', 'project', `/projects/${id}`, name, 'Overview'),
  go('Projects', 'process', `/projects/${id}/process`, `${name}: process`, 'Steps and scripts', 'steps script'),
  go('Projects', 'variable', `/projects/${id}/variables`, `${name}: variables`, '', 'secrets values'),
  go('Projects', 'release', `/projects/${id}/releases/new`, `${name}: create a release`, '', 'new version')
]

/** Everything that the palette can find, in the order in which it lists them. */
export function paletteItems(content: PaletteContent): readonly PaletteItem[] {
  const projectName = new Map(content.projects.map(project => [project.id, project.name]))
  return [
    ...actions,
    ...screens,
    ...content.projects.flatMap(projectItems),
    ...content.releases.map(({ id, projectId, version }) =>
      go('Releases', 'release', `/releases/${id}`, `${projectName.get(projectId) ?? ''} ${version}`.trim(), 'Release')
    ),
    ...content.environments.map(({ name, description }) =>
      go('Environments', 'environment', '/environments', name, description)
    ),
    ...content.targets.map(target =>
      go(
        'Targets',
        'target',
        `/targets/${target.id}`,
        target.name,
        target.kind === 'ssh' ? target.host : 'This machine',
        target.roles.join(' ')
      )
    ),
    ...content.librarySets.map(({ id, name, description }) =>
      go('Library', 'library', `/library/${id}`, name, description || 'Variable set', 'library variables set')
    ),
    ...content.deployments.map(({ id, projectName, releaseVersion, environmentName, outcome, state }) =>
      go(
        'Deployments',
        'deployment',
        `/deployments/${id}`,
        `${projectName} ${releaseVersion} to ${environmentName}`,
        outcome ?? state
      )
    )
  ]
}

const shownWithoutQuery: ReadonlySet<PaletteItem['group']> = new Set(['Actions', 'Screens', 'Projects'])
const shownAtMost = 40

/** What the palette lists for a query: the best few; without a query the actions, screens and projects themselves. */
export function findInPalette(query: string, items: readonly PaletteItem[]): readonly PaletteItem[] {
  if (query.trim() !== '') return search(query, items).slice(0, shownAtMost)
  return items.filter(
    item => shownWithoutQuery.has(item.group) && (item.group !== 'Projects' || item.detail === 'Overview')
  )
}
