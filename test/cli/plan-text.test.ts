import type { Step } from '@shared/model/process'
import type { PlanResult } from '@shared/plan/plan'
import { planDeployment } from '@shared/plan/plan-deployment'
import { expect, it } from 'vitest'
import { describePlan } from '../../electron/cli/plan-text'
import { ids, planInput, scriptStep, sshTarget } from '../support/plans'

const text = (changes: Parameters<typeof planInput>[0]): readonly string[] => {
  const result: PlanResult = { ...planDeployment(planInput(changes)), hash: null }
  return describePlan(result).split('\n')
}

const targets = [sshTarget(1), sshTarget(2)]

it('tells steps, how they run, what begins together and what is decided late', () => {
  const database: Step = {
    ...scriptStep(3, { name: 'Database', condition: { when: 'variable', expression: '#{Migrate}' } }),
    actions: [
      { type: 'script', id: ids.action(3), name: 'Back up', syntax: 'bash', body: 'true' },
      { type: 'script', id: ids.action(4), name: 'Migrate', syntax: 'bash', body: 'true', isRequired: true }
    ]
  }
  const window = { unit: 'targets', count: 1 } as const
  const here = { location: 'here', roles: [] } as { location: 'here'; roles: string[] }
  const steps = [
    scriptStep(1, { name: 'Install', window }),
    scriptStep(2, { name: 'Warm up', startsWithPrevious: true, ...here }),
    database
  ]
  expect(text({ steps, targets })).toEqual([
    'Hello World 0.0.1 to Test',
    '  Begin together:',
    '    1. Install: Runs on 2 targets with the role web in Test.',
    '         rolling, 1 at a time; stops once 1 target failed',
    '         web-1 (deploy@web-1.example:22)',
    '         web-2 (deploy@web-2.example:22)',
    '    2. Warm up: Runs once on this machine.',
    '  3. Database: Runs 2 actions in order for 2 targets.',
    '       if this is true, whatever happened before; decided when it begins: #{Migrate}',
    '     3.1 Back up: Runs on 2 targets with the role web in Test.',
    '     3.2 Migrate (required): Runs on 2 targets with the role web in Test.',
    '       web-1 (deploy@web-1.example:22)',
    '       web-2 (deploy@web-2.example:22)'
  ])
})

it('tells what would run where errors stand against it', () => {
  expect(text({ targets: [sshTarget(1, { hostKey: null })] })).toEqual([
    'Hello World 0.0.1 to Test: would run, if it were not for the errors below',
    '  1. Step 1: Runs on 1 target with the role web in Test.',
    '       web-1 (deploy@web-1.example:22)',
    'ERROR: Nobody has accepted the host key of web-1 yet.',
    '  Test the connection to web-1, compare the key it shows and accept it.'
  ])
})

it('tells how it stands with approvals', () => {
  const approvals = { needed: 2, why: 'Production asks for 2 approvals.', given: [] }
  const result: PlanResult = {
    ...planDeployment(planInput({ steps: [scriptStep(1)], targets })),
    hash: null,
    approvals
  }
  expect(describePlan(result)).toMatch(/Production asks for 2 approvals\. Needs 2 approvals, has 0\.$/)
})
