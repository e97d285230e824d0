import type { Output } from '@shared/api'
import type { RunbookId } from '@shared/ids'
import type { Project } from '@shared/model/project'
import { type ReactNode, useState } from 'react'
import { api } from '../../api'
import { FailureAlert } from '../../components/FailureAlert'
import { Loaded } from '../../components/Loaded'
import { useScreenKey } from '../../lib/use-screen-key'
import { useCatalog, useRead } from '../../stores/catalog'
import { bothLoads } from '../../stores/load'
import { hasUnsaved } from '../../stores/unsaved'
import { NotFoundScreen } from '../NotFoundScreen'
import { ProcessEditor } from '../process/ProcessEditor'
import { PublishDialog } from './PublishDialog'
import { RunbookHeader, type RunbookTab } from './RunbookHeader'
import { RunbookRuns } from './RunbookRuns'
import { RunbookSettings } from './RunbookSettings'
import classes from './runbooks.module.css'
import { useRunRunbook } from './use-run-runbook'

interface RunbookScreenProps {
  readonly runbookId: RunbookId
  readonly tab: RunbookTab
}

/** One runbook: its steps, its runs, its settings. */
export function RunbookScreen({ runbookId, tab }: RunbookScreenProps) {
  const { load, again } = useRead('runbook.get', { id: runbookId })
  const projects = useRead('project.list', {})
  if (load.state === 'failed' && load.failure.kind === 'not-found') return <NotFoundScreen what="runbook" />
  const retry = () => {
    again()
    projects.again()
  }
  return (
    <Loaded load={bothLoads(load, projects.load)} onRetry={retry} what="the runbook">
      {([details, list]) => {
        const project = list.find(({ id }) => id === details.runbook.projectId)
        return project ? <Details details={details} project={project} tab={tab} /> : <NotFoundScreen what="runbook" />
      }}
    </Loaded>
  )
}

interface DetailsProps {
  readonly details: Output<'runbook.get'>
  readonly project: Project
  readonly tab: RunbookTab
}

const empty = {
  title: 'Define the runbook',
  text: 'A runbook is a list of steps that run one after another, such as a script on every web server.'
}

function Details({ details, project, tab }: DetailsProps) {
  const { runbook, published } = details
  const [isPublishing, setPublishing] = useState(false)
  const runner = useRunRunbook()
  const run = (isDraft: boolean) => void runner.run(runbook, isDraft)
  const hasDraft = runbook.steps.length > 0 && (published === null || published.isOutdated)
  const canRun = !runner.isBusy && (published !== null || hasDraft)
  useScreenKey('r', () => !hasUnsaved() && run(published === null), canRun)
  useScreenKey('p', () => !hasUnsaved() && setPublishing(true), hasDraft)
  const header = (editing?: { badge: ReactNode; actions: ReactNode; isDirty: boolean }) => (
    <>
      <RunbookHeader
        details={details}
        project={project}
        tab={tab}
        {...(editing === undefined ? {} : { editing })}
        isBusy={runner.isBusy}
        onRun={run}
        onPublish={() => setPublishing(true)}
      />
      {runner.failure && (
        <div className={classes.failure}>
          <FailureAlert failure={runner.failure} />
        </div>
      )}
    </>
  )
  return (
    <>
      {tab === 'runs' && <RunbookRuns runbook={runbook} header={header()} />}
      {tab === 'settings' && <RunbookSettings key={runbook.id} runbook={runbook} header={header()} />}
      {tab === 'process' && (
        <ProcessEditor
          key={runbook.id}
          steps={runbook.steps}
          version={runbook.version}
          scopeProject={project.id}
          kind="runbook"
          what={`The runbook ${runbook.name}`}
          subject="The steps"
          empty={empty}
          onSave={(steps, version) => api.call('runbook.save', { id: runbook.id, version, steps })}
          onConflict={() => useCatalog.getState().refresh('runbook')}
          // The editor has something to say beside the title exactly while something is unsaved.
          header={parts => header({ ...parts, isDirty: Boolean(parts.badge) })}
        />
      )}
      {isPublishing && <PublishDialog details={details} onClose={() => setPublishing(false)} />}
    </>
  )
}
