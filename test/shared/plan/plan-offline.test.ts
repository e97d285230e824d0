import type { Target } from '@shared/model/target'
import { planDeployment } from '@shared/plan/plan-deployment'
import { expect, it } from 'vitest'
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
  const steps = [scriptStep(1), packageStep(2)]
  const errorsOn = (platform: 'posix' | 'windows') =>
    planDeployment(planInput({ steps, targets: [till(platform)] })).problems.filter(
      problem => problem.severity === 'error'
    )
  expect(errorsOn('posix')).toEqual([])
  expect(errorsOn('windows')).toMatchObject([
    {
      about: { kind: 'target', targetId: ids.target(1) },
      failure: { message: expect.stringContaining('uses a package on a Windows machine, which a bundle for till-1') }
    }
  ])
})
