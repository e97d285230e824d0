import type { NginxSite } from '@shared/model/package-action'
import type { Step } from '@shared/model/process'
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
