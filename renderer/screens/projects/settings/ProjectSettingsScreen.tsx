import type { Output } from '@shared/api'
import type { ProjectId } from '@shared/ids'
import type { Project } from '@shared/model/project'
import { Loaded } from '../../../components/Loaded'
import { useRead } from '../../../stores/catalog'
import { bothLoads } from '../../../stores/load'
import { NotFoundScreen } from '../../NotFoundScreen'
import { SettingsEditor } from './SettingsEditor'

/** How releases of a project come to be, and what happens when a deployment fails. */
export function ProjectSettingsScreen({ projectId }: { readonly projectId: ProjectId }) {
  const projects = useRead('project.list', {})
  const process = useRead('process.get', { projectId })
  const variables = useRead('variables.get', { projectId })
  // The picture of its lifecycle would push away what somebody is about to press, if it came later than the fields.
  const lifecycles = useRead('lifecycle.list', {})
  const environments = useRead('environment.list', {})
  const retry = () => {
    for (const read of [projects, process, variables, lifecycles, environments]) read.again()
  }
  const ownLoads = bothLoads(projects.load, bothLoads(process.load, variables.load))
  return (
    <Loaded
      load={bothLoads(ownLoads, bothLoads(lifecycles.load, environments.load))}
      onRetry={retry}
      what="the settings"
    >
      {([[list, [{ steps }, set]]]) => {
        const project = list.find(({ id }) => id === projectId)
        if (!project) return <NotFoundScreen what="project" />
        return <SettingsEditor key={keyOf(project)} project={project} steps={steps} variables={everywhere(set)} />
      }}
    </Loaded>
  )
}

/** Another project starts anew; changes of the same one are taken over by the form. */
const keyOf = ({ id }: Project): string => id

/** The variables that have a value before it is known where something is deployed. */
const everywhere = ({ variables }: Output<'variables.get'>): readonly string[] => [
  ...new Set(variables.filter(({ scope = {} }) => Object.keys(scope).length === 0).map(({ name }) => name))
]
