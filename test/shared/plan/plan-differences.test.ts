import { planDifferences } from '@shared/plan/plan-differences'
import { describe, expect, it } from 'vitest'
import { firstSurroundings, ids, planOf, scriptStep, sshTarget } from '../../support/plans'

const targets = [sshTarget(1), sshTarget(2)]
const steps = [scriptStep(1), scriptStep(2, { roles: ['db'] })]
const before = planOf({ targets, steps })

describe('two plans', () => {
  it('that are the same differ in nothing', () => {
    expect(planDifferences(before, planOf({ targets, steps }))).toEqual([])
  })

  it('differ in who takes part and in what runs', () => {
    const after = planOf({ targets: [sshTarget(2), sshTarget(3, { name: 'db-1', roles: ['db'] })], steps })
    expect(planDifferences(before, after)).toEqual([
      'db-1 takes part now.',
      'web-1 takes no part any more.',
      'Step 2, “Step 2”, runs now.'
    ])
    expect(planDifferences(after, before)).toContain('Step 2, “Step 2”, does not run any more.')
  })

  it('differ in how targets are reached, in what a failure does, and in what the environment has', () => {
    const current = { id: ids.release, version: '0.0.9', deploymentId: ids.deployment }
    const after = planOf({
      targets: [sshTarget(1, { port: 2222 }), sshTarget(2)],
      steps,
      isGuided: true,
      around: { ...firstSurroundings, current }
    })
    expect(planDifferences(before, after)).toEqual([
      'web-1 is reached as deploy@web-1.example:2222 now.',
      'Failures are put before a person now.',
      'Test has Hello World 0.0.9 now.'
    ])
  })

  it('differ in the variables that the release has', () => {
    const release = { ...before.release, snapshot: 'b'.repeat(64) as typeof before.release.snapshot }
    expect(planDifferences(before, { ...before, release })).toEqual(['The variables of the release were updated.'])
  })
})
