import type { RunbookId } from '@shared/ids'
import type { Step } from '@shared/model/process'
import type { Target } from '@shared/model/target'
import { allRuns } from '@shared/plan/plan'
import { planDeployment } from '@shared/plan/plan-deployment'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ids, jumpHost, planInput, planOf, scriptStep, sshTarget } from '../../support/plans'

const problemsOf = (changes: Parameters<typeof planInput>[0]) =>
  planDeployment(planInput(changes)).problems.map(({ severity, about, failure }) => ({
    severity,
    about,
    kind: failure.kind,
    message: failure.message
  }))

const localTarget: Target = {
  kind: 'local',
  id: ids.target(9),
  name: 'Desk',
  roles: ['WEB'],
  environmentIds: [ids.environment()],
  isDisabled: false,
  policyId: null
}

describe('a plan', () => {
  it('says what runs where, in which order', () => {
    expect(planDeployment(planInput())).toEqual({
      problems: [],
      prompts: [],
      plan: {
        format: 1,
        project: { id: ids.project, name: 'Hello World' },
        release: { id: ids.release, version: '0.0.1', snapshot: ids.snapshot },
        environment: { id: ids.environment(), name: 'Test', isProduction: false },
        targets: [
          {
            id: ids.target(1),
            name: 'web-1',
            kind: 'ssh',
            platform: 'posix',
            roles: ['web'],
            address: 'deploy@web-1.example:22',
            host: 'web-1.example'
          }
        ],
        stages: [
          {
            number: 1,
            stepId: ids.step(1),
            actionId: ids.action(1),
            name: 'Step 1',
            syntax: 'bash',
            location: 'targets',
            roles: ['web'],
            why: 'Runs on 1 target with the role web in Test.',
            runs: [{ id: '1.target-0000000001', targetId: ids.target(1), on: 'target' }]
          }
        ],
        steps: [
          {
            number: 1,
            stepId: ids.step(1),
            name: 'Step 1',
            group: 1,
            condition: { when: 'success' },
            lanes: [ids.target(1)],
            width: 10,
            isRolling: false,
            stopAfter: null,
            canary: null,
            why: 'Runs on 1 target with the role web in Test.'
          }
        ],
        maxParallel: 10,
        facts: {
          'Octopus.Project.Id': ids.project,
          'Octopus.Project.Name': 'Hello World',
          'Octopus.Release.Id': ids.release,
          'Octopus.Release.Number': '0.0.1',
          'Octopus.Release.Notes': 'First',
          'Octopus.Release.Created': '2026-01-01T00:00:00.000Z',
          'Octopus.Environment.Id': ids.environment(),
          'Octopus.Environment.Name': 'Test',
          'Octopus.Environment.SortOrder': '0',
          'Octopus.Environment.MachinesInRole[web]': ids.target(1),
          'Octopus.Deployment.Name': 'Deploy to Test',
          'Octopus.Deployment.Machines': ids.target(1),
          [`Octopus.Deployment.Targets[${ids.target(1)}].Id`]: ids.target(1),
          [`Octopus.Deployment.Targets[${ids.target(1)}].Name`]: 'web-1'
        }
      }
    })
  })

  it('orders targets by name, numbers within names as numbers', () => {
    const plan = planOf({ targets: [10, 2, 1].map(n => sshTarget(n)) })
    expect(plan.targets.map(target => target.name)).toEqual(['web-1', 'web-2', 'web-10'])
    expect(plan.stages[0]?.runs.map(run => run.targetId)).toEqual([1, 2, 10].map(ids.target))
  })

  it('takes a target when one of its roles is among the roles of the step, whatever their case', () => {
    const targets = [sshTarget(1, { roles: ['db', 'Web'] }), sshTarget(2, { roles: ['db'] }), localTarget]
    expect(planOf({ targets }).targets.map(target => target.name)).toEqual(['Desk', 'web-1'])
  })

  it('leaves targets of other environments out', () => {
    const targets = [sshTarget(1), sshTarget(2, { environmentIds: [ids.environment(2)] })]
    expect(planOf({ targets }).targets.map(target => target.name)).toEqual(['web-1'])
  })

  it('runs a step once on this machine, without a target', () => {
    const steps = [scriptStep(1, { location: 'here', roles: [] })]
    const plan = planOf({ steps, targets: [] })
    expect(plan.stages[0]).toMatchObject({
      why: 'Runs once on this machine.',
      runs: [{ id: '1.here', targetId: null, on: 'here' }]
    })
    expect(plan.targets).toEqual([])
  })

  it('runs a step on this machine for each matching target, whose host key is not needed then', () => {
    const steps = [scriptStep(1, { location: 'here-for-each-target' })]
    const plan = planOf({ steps, targets: [sshTarget(1, { hostKey: null }), sshTarget(2)] })
    expect(plan.stages[0]).toMatchObject({
      why: 'Runs on this machine for each of 2 targets with the role web in Test.',
      runs: [
        { id: '1.target-0000000001', on: 'here' },
        { id: '1.target-0000000002', on: 'here' }
      ]
    })
  })

  it('keeps the numbers of the process and says why a step is skipped', () => {
    const steps = [scriptStep(1, { isDisabled: true }), scriptStep(2, { roles: ['db'] }), scriptStep(3)]
    expect(planOf({ steps }).stages.map(stage => [stage.number, stage.why, stage.runs.length])).toEqual([
      [1, 'Skipped, because the step is disabled.', 0],
      [2, 'Skipped, because no enabled target with the role db in Test takes part.', 0],
      [3, 'Runs on 1 target with the role web in Test.', 1]
    ])
  })

  it('writes addresses as people read them', () => {
    const targets = [
      sshTarget(1, { host: '::1', port: 2222 }),
      sshTarget(2, { accountId: ids.account(7) }),
      localTarget
    ]
    expect(planOf({ targets }).targets.map(target => target.address)).toEqual([
      'this machine',
      'deploy@[::1]:2222',
      'web-2.example:22'
    ])
  })

  it('takes another cap, at least 1', () => {
    expect([50, 1, 0, 2.9].map(maxParallel => planOf({ maxParallel }).maxParallel)).toEqual([50, 1, 1, 2])
  })
})

describe('problems of a plan', () => {
  it('an empty process is an error', () => {
    expect(planDeployment(planInput({ steps: [] })).plan).toBeNull()
    expect(problemsOf({ steps: [] })).toEqual([
      {
        severity: 'error',
        about: { kind: 'process' },
        kind: 'plan-has-problems',
        message: 'Release 0.0.1 of Hello World has no steps.'
      }
    ])
  })

  it('a process of disabled steps is an error', () => {
    expect(problemsOf({ steps: [scriptStep(1, { isDisabled: true })] })).toEqual([
      {
        severity: 'error',
        about: { kind: 'process' },
        kind: 'plan-has-problems',
        message: 'Every step of release 0.0.1 of Hello World is disabled.'
      }
    ])
  })

  it('of a runbook are mended in the runbook, and not by making a release', () => {
    const runbook = { id: 'runbook-0000000001' as RunbookId, name: 'Restart' }
    const said = (steps: readonly Step[]) =>
      planDeployment(planInput({ runbook, steps })).problems.map(
        ({ failure }) => `${failure.message} ${failure.remedy}`
      )
    const anew = 'and publish the runbook again or run its draft.'
    expect([...said([]), ...said([scriptStep(1, { isDisabled: true })])]).toEqual([
      `The runbook “Restart” has no steps. Add a step ${anew}`,
      `Every step of the runbook “Restart” is disabled. Enable a step ${anew}`
    ])
  })

  it('a target says in its address which jump hosts it is reached through', () => {
    const inner = jumpHost(2, { name: 'inner', viaId: ids.jump(1) })
    const targets = [sshTarget(1, { viaId: inner.id })]
    const { targets: planned } = planOf({ targets, jumpHosts: [inner, jumpHost(1, { name: 'bastion' })] })
    expect(planned.map(target => target.address)).toEqual(['deploy@web-1.example:22 via bastion, inner'])
  })

  it('a jump host whose key nobody accepted is one error, however many targets are behind it', () => {
    const targets = [sshTarget(1, { viaId: ids.jump(1) }), sshTarget(2, { viaId: ids.jump(1) })]
    const { plan, problems } = planDeployment(planInput({ targets, jumpHosts: [jumpHost(1, { hostKey: null })] }))
    expect(plan).toBeNull()
    expect(problems).toEqual([
      {
        severity: 'error',
        about: { kind: 'jump-host', jumpHostId: ids.jump(1) },
        failure: {
          kind: 'host-key-unknown',
          message: 'Nobody has accepted the host key of the jump host bastion-1 yet.',
          remedy: 'Test the connection to the jump host bastion-1, compare the key it shows and accept it.'
        }
      }
    ])
  })

  it('a way through a jump host that is gone is an error of the target', () => {
    const { plan, problems } = planDeployment(planInput({ targets: [sshTarget(1, { viaId: ids.jump(1) })] }))
    expect(plan).toBeNull()
    expect(problems.map(({ about }) => about)).toEqual([{ kind: 'target', targetId: ids.target(1) }])
  })

  it('a target whose host key nobody accepted is an error that says how to accept it', () => {
    const { plan, problems } = planDeployment(planInput({ targets: [sshTarget(1, { hostKey: null })] }))
    expect(plan).toBeNull()
    expect(problems).toEqual([
      {
        severity: 'error',
        about: { kind: 'target', targetId: ids.target(1) },
        failure: {
          kind: 'host-key-unknown',
          message: 'Nobody has accepted the host key of web-1 yet.',
          remedy: 'Test the connection to web-1, compare the key it shows and accept it.'
        }
      }
    ])
  })

  it('a step that matches no target warns, naming role and environment, while another step runs', () => {
    expect(problemsOf({ steps: [scriptStep(1, { roles: ['db', 'cache'] }), scriptStep(2)] })).toEqual([
      {
        severity: 'warning',
        about: { kind: 'step', stepId: ids.step(1) },
        kind: 'plan-has-problems',
        message: '“Step 1” is skipped: no enabled target in Test has the roles db or cache.'
      }
    ])
  })

  it('a disabled target that would have taken part warns', () => {
    expect(problemsOf({ targets: [sshTarget(1), sshTarget(2, { isDisabled: true })] })).toEqual([
      {
        severity: 'warning',
        about: { kind: 'target', targetId: ids.target(2) },
        kind: 'plan-has-problems',
        message: 'web-2 is disabled, so “Step 1” leaves it out.'
      }
    ])
  })

  it('a plan without any run is an error about the environment', () => {
    const problems = problemsOf({ targets: [] })
    expect(problems.map(problem => [problem.severity, problem.about.kind])).toEqual([
      ['error', 'environment'],
      ['warning', 'step']
    ])
    expect(planDeployment(planInput({ targets: [] })).plan).toBeNull()
  })
})

describe('any plan', () => {
  const roles = fc.subarray(['web', 'db', 'cache'], { minLength: 1 })
  const target = (n: number) =>
    fc.record({ roles, isDisabled: fc.boolean(), inTest: fc.boolean(), hasKey: fc.boolean() }).map(given =>
      sshTarget(n, {
        roles: given.roles,
        isDisabled: given.isDisabled,
        environmentIds: given.inTest ? [ids.environment()] : [ids.environment(2)],
        ...(given.hasKey ? {} : { hostKey: null })
      })
    )
  const step = (n: number) =>
    fc
      .record({ roles, isDisabled: fc.boolean(), location: fc.constantFrom('targets', 'here', 'here-for-each-target') })
      .map(given => scriptStep(n, given as Partial<ReturnType<typeof scriptStep>>))
  const listOf = <T>(make: (n: number) => fc.Arbitrary<T>, max: number) =>
    fc.integer({ min: 0, max }).chain(count => fc.tuple(...Array.from({ length: count }, (_, i) => make(i + 1))))
  const worlds = fc.record({ targets: listOf(target, 8), steps: listOf(step, 5) })

  it('does not depend on the order of the targets it is given', () => {
    fc.assert(
      fc.property(
        worlds.chain(world =>
          fc.tuple(fc.constant(world), fc.shuffledSubarray(world.targets, { minLength: world.targets.length }))
        ),
        ([world, shuffled]) => {
          const result = planDeployment(planInput(world))
          expect(planDeployment(planInput({ ...world, targets: shuffled }))).toEqual(result)
        }
      )
    )
  })

  it('never runs on a disabled target, outside of the environment or without a role in common', () => {
    fc.assert(
      fc.property(worlds, world => {
        const byId = new Map(world.targets.map(item => [item.id, item]))
        for (const stage of planDeployment(planInput(world)).plan?.stages ?? []) {
          for (const run of stage.runs) {
            if (run.targetId === null) continue
            const found = byId.get(run.targetId)
            expect(found?.isDisabled).toBe(false)
            expect(found?.environmentIds).toContain(ids.environment())
            expect(found?.roles.some(role => stage.roles.includes(role))).toBe(true)
          }
        }
      })
    )
  })

  it('has unique run ids, a stage for each step, and exactly the targets that its runs name', () => {
    fc.assert(
      fc.property(worlds, world => {
        const { plan } = planDeployment(planInput(world))
        if (plan === null) return
        const runs = allRuns(plan)
        expect(new Set(runs.map(run => run.id)).size).toBe(runs.length)
        expect(plan.stages.map(stage => stage.stepId)).toEqual(world.steps.map(item => item.id))
        expect(plan.targets.map(item => item.id).toSorted()).toEqual(
          [...new Set(runs.flatMap(run => (run.targetId === null ? [] : [run.targetId])))].toSorted()
        )
      })
    )
  })

  it('exists exactly when there is no error, and then runs something', () => {
    fc.assert(
      fc.property(worlds, world => {
        const { plan, problems } = planDeployment(planInput(world))
        expect(plan === null).toBe(problems.some(problem => problem.severity === 'error'))
        if (plan !== null) expect(allRuns(plan).length).toBeGreaterThan(0)
      })
    )
  })
})

describe('a step that runs as another user', () => {
  const step = scriptStep(1, { runAs: 'postgres' })
  const problemsOf = (changes: Parameters<typeof planInput>[0]) =>
    planDeployment(planInput({ steps: [step], ...changes })).problems.map(problem => problem.failure.message)

  it('is planned where the account knows sudo', () => {
    const { plan, problems } = planDeployment(planInput({ steps: [step], sudoers: new Set([ids.account()]) }))
    expect([plan?.stages[0]?.runAs, problems]).toEqual(['postgres', []])
  })

  it('is refused where the account does not, and on Windows', () => {
    expect(problemsOf({})).toEqual(['“Step 1” is to run as postgres, and the account of web-1 is not set up for sudo.'])
    expect(problemsOf({ targets: [sshTarget(1, { platform: 'windows' })], sudoers: new Set([ids.account()]) })).toEqual(
      ['“Step 1” is to run as postgres, and there is no sudo on Windows (web-1).']
    )
    const here = scriptStep(1, { runAs: 'postgres', location: 'here', roles: [] })
    expect(problemsOf({ steps: [here] })).toEqual([])
    expect(problemsOf({ steps: [here], thisMachine: 'windows' })).toEqual([
      '“Step 1” is to run as postgres, and there is no sudo on Windows (this machine).'
    ])
  })
})
