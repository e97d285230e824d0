import type { ProjectId } from '@shared/ids'
import type { Project } from '@shared/model/project'
import type { VariableSetView } from '@shared/model/variable-set'
import { useMemo } from 'react'
import { api } from '../../api'
import { Loaded } from '../../components/Loaded'
import { useRead } from '../../stores/catalog'
import { bothLoads, together } from '../../stores/load'
import { NotFoundScreen } from '../NotFoundScreen'
import { ProjectTabs } from '../projects/ProjectTabs'
import { useEditorModel } from './editor-model'
import { IncludedSets } from './IncludedSets'
import { type Owner, useDrawnAround } from './use-surroundings'
import { VariableEditor } from './VariableEditor'
import { VariablesFrame } from './VariablesFrame'

/** A project's variables. */
export function VariablesScreen({ projectId }: { readonly projectId: ProjectId }) {
  const projects = useRead('project.list', {})
  const variables = useRead('variables.get', { projectId })
  const retry = () => {
    projects.again()
    variables.again()
  }
  const drawn = useDrawnAround(projectId)
  const project = projects.load.state === 'ready' ? projects.load.value.find(({ id }) => id === projectId) : undefined
  if (projects.load.state === 'ready' && !project) return <NotFoundScreen what="project" />
  return (
    <Loaded load={together(bothLoads(projects.load, variables.load), ...drawn)} onRetry={retry} what="the variables">
      {([, set]) => project && <ProjectVariables key={projectId} project={project} stored={set} />}
    </Loaded>
  )
}

interface ProjectVariablesProps {
  readonly project: Project
  readonly stored: VariableSetView
}

function ProjectVariables({ project, stored }: ProjectVariablesProps) {
  const { id, name } = project
  const owner = useMemo((): Owner => ({ kind: 'project', id, name }), [id, name])
  const model = useEditorModel(owner, {
    stored,
    what: `The variables of ${name}`,
    entity: 'variables',
    send: (version, variables, includes) => api.call('variables.save', { projectId: id, version, variables, includes })
  })
  return (
    <VariableEditor
      model={model}
      above={
        <IncludedSets
          includes={model.draft.state.draft.includes}
          librarySets={model.around.librarySets}
          showsLibrary={model.showsLibrary}
          run={model.actions.run}
          onShowLibrary={model.setShowsLibrary}
        />
      }
      frame={(actions, children) => (
        <VariablesFrame
          title="Variables"
          crumbs={[
            { label: 'Projects', href: '/projects' },
            { label: name, href: `/projects/${id}` }
          ]}
          isDirty={model.draft.isDirty}
          actions={actions}
          tabs={<ProjectTabs projectId={id} current="variables" />}
        >
          {children}
        </VariablesFrame>
      )}
    />
  )
}
