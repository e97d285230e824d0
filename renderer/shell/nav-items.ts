import type { IconName } from '../components/icon-paths'

export interface NavItem {
  readonly label: string
  readonly href: string
  /** Where else its screens lie. */
  readonly also?: string
  readonly icon: IconName
  /** The letter after `g`. */
  readonly key: string
}

/** The screens of the sidebar, with the letter that goes there after `g`. */
export const navItems: readonly NavItem[] = [
  { label: 'Dashboard', href: '/', icon: 'dashboard', key: 'd' },
  { label: 'Projects', href: '/projects', icon: 'project', key: 'p' },
  { label: 'Tasks', href: '/tasks', also: '/deployments', icon: 'tasks', key: 'k' },
  { label: 'Environments', href: '/environments', also: '/approvals', icon: 'environment', key: 'e' },
  { label: 'Tenants', href: '/tenants', icon: 'tenant', key: 'n' },
  { label: 'Targets', href: '/targets', icon: 'target', key: 't' },
  { label: 'Packages', href: '/packages', icon: 'package', key: 'b' },
  { label: 'Library', href: '/library', icon: 'library', key: 'v' },
  { label: 'Audit log', href: '/audit', icon: 'audit', key: 'a' }
]

/** Whether an address belongs to a sidebar item: its own screen or one below. */
export const isWithin = (path: string, href: string): boolean =>
  href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`)

/** The same with where else its screens lie. */
export const isOf = ({ href, also }: NavItem, path: string): boolean =>
  isWithin(path, href) || (also !== undefined && isWithin(path, also))
