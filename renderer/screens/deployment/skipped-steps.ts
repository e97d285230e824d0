import type { Deployment } from '@shared/deployment'
import { placeName, placesLabel } from './failure-groups'

export interface SkippedStep {
  readonly key: string
  readonly title: string
  readonly reason: string
}

/** Steps that did not run, or not everywhere, with the reason; equal reasons of one step together. */
export function skippedSteps(deployment: Deployment): readonly SkippedStep[] {
  const { plan } = deployment
  return plan.stages.flatMap(stage => {
    const title = `Step ${stage.number}, ${stage.name}:`
    if (stage.runs.length === 0) return [{ key: `${stage.number}`, title, reason: stage.why }]
    const places = new Map<string, string[]>()
    for (const planned of stage.runs) {
      const run = deployment.runs[planned.id]
      if (run?.state !== 'skipped') continue
      places.set(run.reason, [...(places.get(run.reason) ?? []), placeName(plan, planned)])
    }
    return [...places].map(([reason, names]) => ({
      key: `${stage.number} ${reason}`,
      title,
      reason: names.length === stage.runs.length ? reason : `${reason} (${placesLabel(names)})`
    }))
  })
}
