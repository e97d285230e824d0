import type { ProjectId } from '@shared/ids'
import { LinkTabs } from './LinkTabs'

/** The screens of one project. */
export type ProjectTab = 'overview' | 'process' | 'variables'

/** Links between the screens of one project; belongs into the page header. */
export function ProjectTabs({ projectId, current }: { readonly projectId: ProjectId; readonly current: ProjectTab }) {
  const overview = `/projects/${projectId}`
  return (
    <LinkTabs
      label="Project"
      tabs={[
        { label: 'Overview', href: overview },
        { label: 'Process', href: `${overview}/process` },
        { label: 'Variables', href: `${overview}/variables` }
      ]}
      current={current === 'overview' ? overview : `${overview}/${current}`}
    />
  )
}
