import type { ProjectId } from '@shared/ids'
import { Loaded } from '../../components/Loaded'
import { useRead } from '../../stores/catalog'
import { bothLoads } from '../../stores/load'
import { NotFoundScreen } from '../NotFoundScreen'
import { VariablesEditor } from './VariablesEditor'

/** A project's variables. */
export function VariablesScreen({ projectId }: { readonly projectId: ProjectId }) {
  const projects = useRead('project.list', {})
  const variables = useRead('variables.get', { projectId })
  const retry = () => {
    projects.again()
    variables.again()
  }
  const project = projects.load.state === 'ready' ? projects.load.value.find(({ id }) => id === projectId) : undefined
  if (projects.load.state === 'ready' && !project) return <NotFoundScreen what="project" />
  return (
    <Loaded load={bothLoads(projects.load, variables.load)} onRetry={retry} what="the variables">
      {([, set]) => project && <VariablesEditor key={projectId} projectName={project.name} stored={set} />}
    </Loaded>
  )
}
