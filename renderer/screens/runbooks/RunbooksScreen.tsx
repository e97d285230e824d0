import { Button } from '@mantine/core'
import type { ProjectId } from '@shared/ids'
import type { RunbookListing } from '@shared/runbook-calls'
import { useState } from 'react'
import { Card } from '../../components/Card'
import { EmptyState } from '../../components/EmptyState'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { Kbd } from '../../components/Kbd'
import { Loaded, LoadingBars } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { useAdding } from '../../navigation/use-adding'
import { useRead } from '../../stores/catalog'
import { bothLoads } from '../../stores/load'
import { NotFoundScreen } from '../NotFoundScreen'
import { ProjectTabs } from '../projects/ProjectTabs'
import { DeleteRunbook } from './DeleteRunbook'
import { NewRunbookDialog } from './NewRunbookDialog'
import { RunbookTable } from './RunbookTable'
import classes from './runbooks.module.css'
import { useRunRunbook } from './use-run-runbook'

/** What a project can have run besides its deployments. */
export function RunbooksScreen({ projectId }: { readonly projectId: ProjectId }) {
  const projects = useRead('project.list', {})
  const runbooks = useRead('runbook.list', { projectId })
  const environments = useRead('environment.list', {})
  const [isAdding, setAdding] = useState(false)
  const [deleted, setDeleted] = useState<RunbookListing | null>(null)
  const runner = useRunRunbook()
  const add = () => setAdding(true)
  useAdding(add)
  const retry = () => {
    for (const read of [projects, runbooks, environments]) read.again()
  }
  const project = projects.load.state === 'ready' ? projects.load.value.find(({ id }) => id === projectId) : undefined
  // Which screens a project has, its record says.
  if (projects.load.state === 'loading') return <LoadingBars what="the project" />
  if (projects.load.state === 'ready' && !project) return <NotFoundScreen what="project" />
  const addButton = (
    <Button leftSection={<Icon name="plus" size={14} />} onClick={add} title="New runbook (N)">
      New runbook
    </Button>
  )
  return (
    <Screen>
      <PageHeader
        title="Runbooks"
        help="runbooks"
        crumbs={[
          { label: 'Projects', href: '/projects' },
          { label: project?.name ?? 'Project', href: `/projects/${projectId}` }
        ]}
        actions={addButton}
      >
        <ProjectTabs projectId={projectId} current="runbooks" />
      </PageHeader>
      {runner.failure && (
        <div className={classes.failure}>
          <FailureAlert failure={runner.failure} />
        </div>
      )}
      <Loaded load={bothLoads(runbooks.load, environments.load)} onRetry={retry} what="runbooks">
        {([list, environments]) =>
          list.length === 0 ? (
            <EmptyState icon="runbook" title="No runbooks yet">
              A runbook is a list of steps for what is done now and then, such as restarting servers or rotating keys.
              It uses the project's variables and needs no release. Press <Kbd keys="N" /> to add one.
            </EmptyState>
          ) : (
            <Card padding="flush">
              <RunbookTable
                runbooks={list}
                environments={environments}
                onRun={(runbook, isDraft) => void runner.run(runbook, isDraft)}
                onDelete={setDeleted}
              />
            </Card>
          )
        }
      </Loaded>
      {isAdding && <NewRunbookDialog projectId={projectId} onClose={() => setAdding(false)} />}
      {deleted && <DeleteRunbook runbook={deleted} onClose={() => setDeleted(null)} />}
    </Screen>
  )
}
