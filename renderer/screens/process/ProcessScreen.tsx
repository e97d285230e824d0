import { Button } from '@mantine/core'
import type { ProjectId } from '@shared/ids'
import { Link } from 'wouter'
import { api } from '../../api'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { useCatalog, useRead } from '../../stores/catalog'
import { bothLoads } from '../../stores/load'
import { NotFoundScreen } from '../NotFoundScreen'
import { ProjectTabs } from '../projects/ProjectTabs'
import { ProcessEditor } from './ProcessEditor'

const empty = {
  title: 'Define your deployment process',
  text: 'A process is a list of steps that run one after another, such as a script on every web server.'
}

/** How a project deploys: its steps in order, and an editor for the chosen one. */
export function ProcessScreen({ projectId }: { readonly projectId: ProjectId }) {
  const projects = useRead('project.list', {})
  const process = useRead('process.get', { projectId })
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
            steps={stored.steps}
            version={stored.version}
            scopeProject={projectId}
            kind="process"
            what={`The process of ${project.name}`}
            subject="The steps"
            empty={empty}
            whenSaved={
              <Button variant="default" component={Link} href={`/projects/${projectId}/releases/new`}>
                Create release
              </Button>
            }
            onSave={(steps, version) => api.call('process.save', { projectId, version, steps })}
            onConflict={() => useCatalog.getState().refresh('process')}
            header={({ badge, actions }) => (
              <PageHeader
                title="Process"
                help="process"
                crumbs={[
                  { label: 'Projects', href: '/projects' },
                  { label: project.name, href: `/projects/${projectId}` }
                ]}
                badge={badge}
                actions={actions}
              >
                <ProjectTabs projectId={projectId} current="process" />
              </PageHeader>
            )}
          />
        )
      }
    </Loaded>
  )
}
