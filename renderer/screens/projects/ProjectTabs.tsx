import type { ProjectId } from '@shared/ids'
import { LinkTabs } from '../../components/LinkTabs'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'

const tabs = [
  { tab: 'overview', label: 'Overview', path: '' },
  { tab: 'process', label: 'Process', path: '/process' },
  { tab: 'variables', label: 'Variables', path: '/variables' },
  { tab: 'channels', label: 'Channels', path: '/channels' },
  { tab: 'triggers', label: 'Triggers', path: '/triggers' },
  { tab: 'runbooks', label: 'Runbooks', path: '/runbooks' },
  { tab: 'tenants', label: 'Tenants', path: '/tenants' },
  { tab: 'settings', label: 'Settings', path: '/settings' }
] as const

/** The screens of one project. */
export type ProjectTab = (typeof tabs)[number]['tab']

const none: readonly never[] = []

/** Links between the screens of one project; belongs into the page header. The list by tenant is there where it takes some. */
export function ProjectTabs({ projectId, current }: { readonly projectId: ProjectId; readonly current: ProjectTab }) {
  const project = valueOr(useRead('project.list', {}).load, none).find(({ id }) => id === projectId)
  const takesTenants = project?.releases?.tenancy !== undefined
  const hrefOf = (path: string) => `/projects/${projectId}${path}`
  const shown = tabs.find(({ tab }) => tab === current)?.path ?? ''
  return (
    <LinkTabs
      label="Project"
      tabs={tabs
        .filter(({ tab }) => tab !== 'tenants' || takesTenants || current === 'tenants')
        .map(({ label, path }) => ({ label, href: hrefOf(path) }))}
      current={hrefOf(shown)}
    />
  )
}
