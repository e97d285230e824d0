import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { Artifact, Deployment, OutputVariable, Run } from '@shared/deployment'
import type { DeploymentId, RunId } from '@shared/ids'
import { bytesWords } from '@shared/plan/words'
import { redacted } from '@shared/secret'
import { lookOf } from '@shared/state-looks'
import { FailureAlert } from '../../../components/FailureAlert'
import { Icon } from '../../../components/Icon'
import { runDuration } from '../../../components/matrix/matrix-model'
import { StateBadge } from '../../../components/StateBadge'
import { formatDuration } from '../../../lib/time'
import { useCall } from '../../../stores/use-call'
import { placeName } from '../failure-groups'
import classes from './ResultsDrawer.module.css'

export interface ResultsDrawerProps {
  readonly deployment: Deployment
  /** The runs to show; empty shows every run that left something behind. */
  readonly runs: ReadonlySet<RunId>
  readonly now: number
}

/** What runs left behind: their artifacts and output variables. */
export function ResultsDrawer({ deployment, runs, now }: ResultsDrawerProps) {
  const shown = deployment.plan.stages.flatMap(stage =>
    stage.runs.flatMap(planned => {
      const run = deployment.runs[planned.id]
      if (!run) return []
      const hasResults = run.artifacts.length > 0 || run.outputs.length > 0
      const isShown = runs.size > 0 ? runs.has(run.id) : hasResults
      return isShown ? [{ run, step: stage.name, place: placeName(deployment.plan, planned) }] : []
    })
  )
  return (
    <>
      {shown.length === 0 && <p className={classes.nothing}>No step has left artifacts or output variables.</p>}
      {shown.map(({ run, step, place }) => (
        <RunResults key={run.id} deploymentId={deployment.id} run={run} title={`${step} on ${place}`} now={now} />
      ))}
    </>
  )
}

interface RunResultsProps {
  readonly deploymentId: DeploymentId
  readonly run: Run
  readonly title: string
  readonly now: number
}

function RunResults({ deploymentId, run, title, now }: RunResultsProps) {
  const took = runDuration(run, now)
  return (
    <section className={classes.run} aria-label={title}>
      <h3 className={classes.runTitle}>{title}</h3>
      <p className={classes.state}>
        <StateBadge state={lookOf(run)} />
        {took !== null && <span>{formatDuration(took)}</span>}
        {run.attempt > 1 && <span>attempt {run.attempt}</span>}
        <span>
          {run.lines.toLocaleString()} {run.lines === 1 ? 'line' : 'lines'}
        </span>
      </p>
      <h4 className={classes.label}>Artifacts</h4>
      {run.artifacts.length === 0 && <p className={classes.none}>None</p>}
      {run.artifacts.map(artifact => (
        <ArtifactRow key={artifact.id} deploymentId={deploymentId} artifact={artifact} />
      ))}
      <h4 className={classes.label}>Output variables</h4>
      {run.outputs.length === 0 && <p className={classes.none}>None</p>}
      <dl className={classes.outputs}>
        {run.outputs.map(output => (
          <div key={output.name}>
            <dt>{output.name}</dt>
            <dd>{outputText(output)}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

const outputText = (output: OutputVariable): string => ('secret' in output ? redacted : output.value)

function ArtifactRow({ deploymentId, artifact }: { readonly deploymentId: DeploymentId; readonly artifact: Artifact }) {
  const save = useCall('artifact.save')
  const start = async () => {
    const result = await save.run({ deploymentId, artifactId: artifact.id })
    if (result.ok && result.value) notifications.show({ message: `Saved as ${result.value.path}` })
  }
  return (
    <div>
      <div className={classes.artifact}>
        <span className={classes.artifactName} title={artifact.name}>
          {artifact.name}
        </span>
        <span className={classes.size}>{bytesWords(artifact.size)}</span>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<Icon name="download" size={12} />}
          loading={save.isBusy}
          onClick={() => void start()}
          aria-label={`Save ${artifact.name}`}
        >
          Save
        </Button>
      </div>
      {save.failure && <FailureAlert failure={save.failure} />}
    </div>
  )
}
