import type { SearchHit } from '@shared/dashboard-calls'
import { kindWeights } from '@shared/search/kind-weights'
import type { IconName } from '../components/icon-paths'
import { opening } from '../navigation/use-opened'
import type { PaletteItem } from './palette-item'

type Kind = SearchHit['kind']

interface KindLook {
  readonly group: PaletteItem['group']
  readonly word: string
  readonly icon: IconName
  readonly href: (hit: SearchHit) => string
}

const looks: Readonly<Record<Kind, KindLook>> = {
  project: { group: 'Projects', word: 'Project', icon: 'project', href: ({ id }) => `/projects/${id}` },
  release: { group: 'Releases', word: 'Release', icon: 'release', href: ({ id }) => `/releases/${id}` },
  environment: {
    group: 'Environments',
    word: 'Environment',
    icon: 'environment',
    href: ({ id }) => `/environments/${id}`
  },
  tenant: { group: 'Tenants', word: 'Tenant', icon: 'tenant', href: ({ id }) => `/tenants/${id}` },
  target: { group: 'Targets', word: 'Target', icon: 'target', href: ({ id }) => `/targets/${id}` },
  runbook: { group: 'Runbooks', word: 'Runbook', icon: 'runbook', href: ({ id }) => `/runbooks/${id}` },
  'library-set': { group: 'Library', word: 'Variable set', icon: 'library', href: ({ id }) => `/library/${id}` },
  package: {
    group: 'Packages',
    word: 'Package',
    icon: 'package',
    href: ({ id }) => `/packages/of/${encodeURIComponent(id)}`
  },
  lifecycle: { group: 'Library', word: 'Lifecycle', icon: 'flag', href: ({ id }) => `/library/lifecycles/${id}` },
  channel: {
    group: 'Channels',
    word: 'Channel',
    icon: 'flag',
    href: ({ id, projectId }) => opening(`/projects/${projectId}/channels`, id)
  },
  trigger: {
    group: 'Triggers',
    word: 'Trigger',
    icon: 'clock',
    href: ({ id, projectId }) => opening(`/projects/${projectId}/triggers`, id)
  },
  freeze: {
    group: 'Environments',
    word: 'Freeze',
    icon: 'lock',
    href: ({ id }) => opening('/environments/freezes', id)
  },
  step: {
    group: 'Steps',
    word: 'Step',
    icon: 'process',
    href: ({ id }) => (id.startsWith('runbook-') ? `/runbooks/${id}` : `/projects/${id}/process`)
  },
  variable: {
    group: 'Variables',
    word: 'Variable',
    icon: 'variable',
    href: ({ id }) => (id.startsWith('library-') ? `/library/${id}` : `/projects/${id}/variables`)
  },
  account: { group: 'Targets', word: 'Account', icon: 'key', href: () => '/targets/accounts' },
  certificate: { group: 'Library', word: 'Certificate', icon: 'shield', href: () => '/library/certificates' },
  feed: { group: 'Packages', word: 'Feed', icon: 'globe', href: () => '/packages/feeds' }
}

/** What was found, as the palette lists it: with its kind and where it belongs. */
export function hitItem(hit: SearchHit): PaletteItem {
  const { group, word, icon, href } = looks[hit.kind]
  const { kind, id, name, within } = hit
  // Versions say little by themselves.
  const label = kind === 'release' && within !== null ? `${within} ${name}` : name
  return {
    id: `hit ${kind} ${id} ${name}`,
    group,
    icon,
    label,
    detail: kind === 'release' || within === null ? word : `${word} · ${within}`,
    keywords: within ?? '',
    weight: kindWeights[kind],
    does: { kind: 'go', href: href(hit) }
  }
}
