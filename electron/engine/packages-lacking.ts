import type { Run } from '@shared/deployment'
import type { Failure } from '@shared/failure'
import { packagePlace } from '@shared/plan/plan-packages'
import { listOf } from '@shared/plan/words'
import type { Context, StagedRun } from './context'

/**
 * Why an action cannot begin that uses packages: these were not brought to where it runs. Null where they were, where
 * the plan brings none, and for what uses none.
 */
export function packagesLacking(
  { request, ports }: Pick<Context, 'request' | 'ports'>,
  { stage, run, placeName }: StagedRun
): Failure | null {
  const packages = stage.packages ?? []
  if (packages.length === 0 || stage.type === 'acquire') return null
  const acquire = request.plan.stages.find(other => other.type === 'acquire')
  const bringing = acquire?.runs.find(other => packagePlace(other) === packagePlace(run))
  const state = bringing === undefined ? undefined : ports.state().runs[bringing.id]?.state
  if (acquire === undefined || state === undefined || state === 'succeeded') return null
  const names = listOf([...new Set(packages.map(({ packageId, version }) => `${packageId} ${version}`))])
  return {
    kind: 'package-missing',
    message: `“${stage.name}” cannot begin on ${placeName}: ${names} ${packages.length === 1 ? 'was' : 'were'} not brought there, because “${acquire.name}” ${words[state]}.`,
    remedy: 'Mend what kept the packages from being brought, then run that again and this after it.'
  }
}

const words: Readonly<Record<Run['state'], string>> = {
  pending: 'has not begun there',
  running: 'is not done there',
  retrying: 'is not done there',
  waiting: 'is not done there',
  'handed-over': 'was handed over',
  succeeded: 'succeeded',
  failed: 'failed there',
  ignored: 'failed there and that was ignored',
  cancelled: 'was cancelled there',
  unknown: 'ended in a way that nobody knows',
  skipped: 'was skipped there'
}
