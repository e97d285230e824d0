import type { ProjectId } from '@shared/ids'
import { Loaded } from '../../components/Loaded'
import { useRead } from '../../stores/catalog'
import { bothLoads, valueOr } from '../../stores/load'
import { NotFoundScreen } from '../NotFoundScreen'
import { ProcessEditor } from './ProcessEditor'

/** How a project deploys: its steps in order, and an editor for the chosen one. */
export function ProcessScreen({ projectId }: { readonly projectId: ProjectId }) {
  const projects = useRead('project.list', {})
  const process = useRead('process.get', { projectId })
  const targets = valueOr(useRead('target.list', {}).load, [])
  const variables = useRead('variables.get', { projectId })
  const retry = () => {
    projects.again()
    process.again()
  }
  const project = projects.load.state === 'ready' ? projects.load.value.find(({ id }) => id === projectId) : undefined
  if (projects.load.state === 'ready' && !project) return <NotFoundScreen what="project" />
  return (
    <Loaded load={bothLoads(projects.load, process.load)} onRetry={retry} what="the process">
      {([, stored]) =>
        project && (
          <ProcessEditor
            key={projectId}
            projectName={project.name}
            stored={stored}
            targets={targets}
            variables={variables.load.state === 'ready' ? variables.load.value : null}
          />
        )
      }
    </Loaded>
  )
}
