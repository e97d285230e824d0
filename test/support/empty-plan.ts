import type { Environment } from '@shared/model/environment'
import type { PlanResult } from '@shared/plan/plan'
import { aRelease, projectIdOf } from './catalogue'
import { ids } from './plans'

/** A plan without problems for release 1.0.2 of the first project, whose one step has nowhere to run. @param why it has not */
export const emptyPlan = (environment: Environment, why: string): PlanResult => ({
  problems: [],
  prompts: [],
  hash: null,
  plan: {
    format: 1,
    project: { id: projectIdOf(1), name: 'Project 1' },
    release: { id: aRelease(2).id, version: '1.0.2', snapshot: aRelease(2).snapshot },
    environment,
    targets: [],
    stages: [
      {
        number: 1,
        stepId: ids.step(1),
        actionId: ids.action(1),
        name: 'Migrate',
        syntax: 'bash',
        location: 'targets',
        roles: ['db'],
        why,
        runs: []
      }
    ],
    maxParallel: 10
  }
})
