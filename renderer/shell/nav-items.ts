import type { IconName } from '../components/icon-paths'

export interface NavItem {
  readonly label: string
  readonly href: string
  /** Where else its screens lie. */
  readonly also?: string
  readonly icon: IconName
  /** The letter after `g`. */
  readonly key: string
  /** What people call it elsewhere, by which the palette finds it, too. */
  readonly synonyms: string
}

/** The screens of the sidebar, with the letter that goes there after `g`. */
export const navItems: readonly NavItem[] = [
  { label: 'Dashboard', href: '/', icon: 'dashboard', key: 'd', synonyms: 'home overview status start' },
  { label: 'Projects', href: '/projects', icon: 'project', key: 'p', synonyms: 'applications apps' },
  {
    label: 'Tasks',
    href: '/tasks',
    also: '/deployments',
    icon: 'tasks',
    key: 'k',
    synonyms: 'history queue deployments runs activity jobs'
  },
  {
    label: 'Environments',
    href: '/environments',
    also: '/approvals',
    icon: 'environment',
    key: 'e',
    synonyms: 'stages phases test production'
  },
  { label: 'Tenants', href: '/tenants', icon: 'tenant', key: 'n', synonyms: 'customers sites stores' },
  {
    label: 'Targets',
    href: '/targets',
    icon: 'target',
    key: 't',
    synonyms: 'servers hosts machines nodes deployment ssh'
  },
  { label: 'Packages', href: '/packages', icon: 'package', key: 'b', synonyms: 'artifacts builds repository files' },
  { label: 'Library', href: '/library', icon: 'library', key: 'v', synonyms: 'variable sets shared values' },
  { label: 'Audit log', href: '/audit', icon: 'audit', key: 'a', synonyms: 'log who changed what trail' }
]

/** Whether an address belongs to a sidebar item: its own screen or one below. */
export const isWithin = (path: string, href: string): boolean =>
  href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`)

/** The same with where else its screens lie. */
export const isOf = ({ href, also }: NavItem, path: string): boolean =>
  isWithin(path, href) || (also !== undefined && isWithin(path, also))
