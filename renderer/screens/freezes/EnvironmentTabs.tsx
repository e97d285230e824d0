import { LinkTabs } from '../../components/LinkTabs'

const tabs = [
  { label: 'Environments', href: '/environments' },
  { label: 'Freezes', href: '/environments/freezes' },
  { label: 'Approvals', href: '/approvals' }
] as const

/** Environments, and what may keep them closed: times without deployments, and what has to be approved. */
export function EnvironmentTabs({ current }: { readonly current: (typeof tabs)[number]['href'] }) {
  return <LinkTabs label="Environments, freezes and approvals" tabs={tabs} current={current} />
}
