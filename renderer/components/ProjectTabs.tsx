import type { ProjectId } from '@shared/ids'
import { LinkTabs } from './LinkTabs'

const tabs = [
  { tab: 'overview', label: 'Overview', path: '' },
  { tab: 'process', label: 'Process', path: '/process' },
  { tab: 'variables', label: 'Variables', path: '/variables' },
  { tab: 'channels', label: 'Channels', path: '/channels' },
  { tab: 'triggers', label: 'Triggers', path: '/triggers' },
  { tab: 'runbooks', label: 'Runbooks', path: '/runbooks' },
  { tab: 'settings', label: 'Settings', path: '/settings' }
] as const

/** The screens of one project. */
export type ProjectTab = (typeof tabs)[number]['tab']

/** Links between the screens of one project; belongs into the page header. */
export function ProjectTabs({ projectId, current }: { readonly projectId: ProjectId; readonly current: ProjectTab }) {
  const hrefOf = (path: string) => `/projects/${projectId}${path}`
  const shown = tabs.find(({ tab }) => tab === current)?.path ?? ''
  return (
    <LinkTabs
      label="Project"
      tabs={tabs.map(({ label, path }) => ({ label, href: hrefOf(path) }))}
      current={hrefOf(shown)}
    />
  )
}
