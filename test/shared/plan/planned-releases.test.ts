import type { PlannedRelease, PlanTarget } from '@shared/plan/plan'
import { planDeployment } from '@shared/plan/plan-deployment'
import { isAsPlanned, releasesIn, withNested } from '@shared/plan/planned-releases'
import { describe, expect, it } from 'vitest'
import { ids, planInput, scriptStep } from '../../support/plans'

const deploys = (changes: Partial<PlannedRelease> = {}): PlannedRelease => ({
  project: { id: ids.project, name: 'Base' },
  release: { id: ids.release, version: '1.0.0', snapshot: ids.snapshot },
  when: 'always',
  steps: 1,
  targets: [],
  ...changes
})

const deployStep = {
  ...scriptStep(1, { location: 'here', roles: [], name: 'Deploy Base' }),
  actions: [{ type: 'deploy-release' as const, id: ids.action(1), projectId: ids.project, when: 'always' as const }]
}

/** The plan of a release that deploys “Base”. */
const plan = planDeployment(
  planInput({
    steps: [deployStep],
    children: new Map([
      [ids.action(1), { kind: 'found', deploys: deploys(), isChanged: false, problems: [], prompts: [] }]
    ])
  })
).plan!

const otherSnapshot = 'f'.repeat(64) as typeof ids.snapshot

describe('what a plan deploys', () => {
  it('is told with what that deploys in turn', () => {
    const inner = deploys({ steps: 2 })
    expect(withNested([deploys({ deploys: [inner] })])).toEqual([deploys({ deploys: [inner] }), inner])
    expect(releasesIn(plan)).toEqual([deploys()])
    expect(releasesIn({ stages: plan.stages.map(stage => ({ ...stage, runs: [] })) })).toEqual([])
  })

  it('is as it was planned only with the same variables, no further targets, and the same releases inside', () => {
    const own = deploys({ release: plan.release, targets: plan.targets.map(({ name }) => name), deploys: [deploys()] })
    const target: PlanTarget = {
      id: ids.target(9),
      name: 'web-9',
      kind: 'ssh',
      platform: 'posix',
      roles: [],
      address: 'deploy@web-9.example:22'
    }
    const inside = deploys({ release: { ...deploys().release, snapshot: otherSnapshot } })
    expect(isAsPlanned(own, plan)).toBe(true)
    expect(isAsPlanned({ ...own, targets: [...own.targets, 'web-9'] }, plan)).toBe(true)
    expect(isAsPlanned(own, { ...plan, release: { ...plan.release, snapshot: otherSnapshot } })).toBe(false)
    expect(isAsPlanned(own, { ...plan, targets: [...plan.targets, target] })).toBe(false)
    expect(isAsPlanned({ ...own, deploys: [inside] }, plan)).toBe(false)
    expect(isAsPlanned(deploys({ release: plan.release, targets: own.targets }), plan)).toBe(false)
  })
})
