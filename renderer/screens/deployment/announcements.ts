import type { Deployment } from '@shared/deployment'
import { isRunOver } from '@shared/deployment'
import { runsOf } from '../../components/matrix/matrix-model'
import { groupFailures, placesLabel } from './failure-groups'

/** Where a deployment stands, in one sentence for people who listen. */
export function progressSentence(deployment: Deployment): string {
  const { plan } = deployment
  if (deployment.state === 'finished') return deployment.summary
  if (deployment.state === 'interrupted') return 'The deployment was interrupted because Slipway ended while it ran.'
  if (deployment.state === 'queued') return 'The deployment is queued.'
  const stages = plan.stages.filter(stage => stage.runs.length > 0)
  const stage =
    stages.find(item => runsOf(deployment, item).some(run => run.state === 'running')) ??
    stages.find(item => runsOf(deployment, item).some(run => run.state === 'pending')) ??
    stages.at(-1)
  const prefix = deployment.state === 'cancelling' ? 'Cancelling. ' : ''
  if (!stage) return `${prefix}No step runs anywhere.`
  const done = runsOf(deployment, stage).filter(isRunOver).length
  return `${prefix}Step ${stage.number} of ${plan.stages.length}, ${stage.name}: finished on ${done} of ${stage.runs.length}.`
}

/** A sentence for each failure, keyed so that each is spoken once. */
export const failureSentences = (
  deployment: Deployment
): readonly { readonly key: string; readonly sentence: string }[] =>
  groupFailures(deployment).map(group => ({
    key: group.key,
    sentence: `Step ${group.stage.number}, ${group.stage.name}, failed on ${placesLabel(group.places)}. ${group.runs[0]?.failure.message ?? ''}`
  }))
