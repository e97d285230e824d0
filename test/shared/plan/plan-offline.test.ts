import type { NginxSite } from '@shared/model/package-action'
import type { Step } from '@shared/model/process'
import type { Target } from '@shared/model/target'
import { planDeployment } from '@shared/plan/plan-deployment'
import { describe, expect, it } from 'vitest'
import { ids, packageStep, planInput, scriptStep, testEnvironment } from '../../support/plans'

const till = (platform: 'posix' | 'windows'): Target => ({
  kind: 'offline',
  id: ids.target(1),
  name: 'till-1',
  roles: ['web'],
  environmentIds: [testEnvironment.id],
  isDisabled: false,
  dropFolder: '',
  form: 'folder',
  platform,
  password: null,
  isIncremental: false
})

it('a plan says what a bundle cannot carry, beside the target', () => {
  const nginx: NginxSite = { bindings: [{ protocol: 'http', port: 80 }], locations: [{ path: '/' }] }
  const siteStep: Step = {
    ...packageStep(3),
    actions: [{ type: 'deploy-package', id: ids.action(3), package: { packageId: 'Shop.Web' }, nginx }]
  }
  const steps = [scriptStep(1), packageStep(2), siteStep]
  const errorsOn = (platform: 'posix' | 'windows') =>
    planDeployment(planInput({ steps, targets: [till(platform)] })).problems.filter(
      problem => problem.severity === 'error'
    )
  expect(errorsOn('posix')).toEqual([])
  expect(errorsOn('windows')).toMatchObject([
    {
      about: { kind: 'target', targetId: ids.target(1) },
      failure: { message: expect.stringContaining('uses a package on a Windows machine, which a bundle for till-1') }
    },
    {
      about: { kind: 'target', targetId: ids.target(1) },
      failure: { message: expect.stringContaining('sets up NGINX on a Windows machine, which a bundle for till-1') }
    }
  ])
})

describe('a run condition that asks for an output', () => {
  const expression = '#{octopus.action[Step 1].Output.Flag}'
  const asking = (n: number, when: 'variable' | 'success-and' = 'variable', text = expression): Step => ({
    ...scriptStep(n),
    condition: { when, expression: text }
  })
  const manual: Step = {
    ...scriptStep(2),
    location: 'here',
    roles: [],
    actions: [{ type: 'manual', id: ids.action(2), instructions: 'Look.' }]
  }
  const inBundle = (...steps: readonly Step[]) =>
    planDeployment(planInput({ steps, targets: [till('posix')] })).problems.flatMap(({ about, failure, severity }) =>
      severity === 'error' ? [{ about, message: failure.message }] : []
    )

  it('of an earlier action of the same bundle is told beside the target, as it would be decided too early', () => {
    const words = (name: string) =>
      `“${name}” makes or decides something by octopus.action[Step 1].Output.Flag, which is known only once the bundle runs on till-1.`
    const about = { kind: 'target', targetId: ids.target(1) }
    expect(inBundle(scriptStep(1), asking(2, 'success-and'))).toEqual([{ about, message: words('Step 2') }])
    const [first] = scriptStep(1).actions
    const [second] = scriptStep(2).actions
    const both: Step = {
      ...scriptStep(1),
      actions: [
        { ...first!, name: 'Step 1' },
        { ...second!, name: 'Then', condition: { when: 'variable', expression } }
      ]
    }
    expect(inBundle(both)).toEqual([{ about, message: words('Then') }])
  })

  it('is nothing to tell where it is known by then: of no action, of a later one, or of one before an intervention', () => {
    const beside = scriptStep(4, { startsWithPrevious: true })
    expect(inBundle(asking(2))).toEqual([])
    expect(inBundle(asking(2), scriptStep(1))).toEqual([])
    expect(inBundle(scriptStep(1), manual, asking(3))).toEqual([])
    expect(inBundle(scriptStep(1), manual, beside, asking(3))).toEqual([])
  })

  it('is nothing to tell where another target passes it on', () => {
    const on = (target: string) =>
      inBundle(scriptStep(1), asking(2, 'variable', `#{Octopus.Action[Step 1].Output[${target}].Flag}`))
    expect([on('web-1').length, on('TILL-1').length]).toEqual([0, 1])
  })
})
