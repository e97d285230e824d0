import type { ProjectId } from '@shared/ids'
import type { ReactNode } from 'react'
import { PageHeader } from '../../components/PageHeader'
import { ProjectTabs } from '../../components/ProjectTabs'
import { Screen } from '../../components/Screen'

interface VariablesFrameProps {
  readonly projectId: ProjectId
  readonly projectName: string
  readonly actions: ReactNode
  readonly children: ReactNode
}

/** The header around the variables editor. */
export function VariablesFrame(props: VariablesFrameProps) {
  return (
    <Screen>
      <PageHeader
        title="Variables"
        crumbs={[
          { label: 'Projects', href: '/projects' },
          { label: props.projectName, href: `/projects/${props.projectId}` }
        ]}
        actions={props.actions}
      >
        <ProjectTabs projectId={props.projectId} current="variables" />
      </PageHeader>
      {props.children}
    </Screen>
  )
}
