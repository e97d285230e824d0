import { tellPlan } from '@shared/approvals/request'
import { expect, it } from 'vitest'
import { ids, planOf, sshTarget } from '../../support/plans'
import { aTenant, tenantIds } from '../../support/tenants'

it('whoever is asked to approve a plan is told whom it is for', () => {
  const targets = [sshTarget(1, { tenancy: { mode: 'both', tenantIds: [tenantIds(1)], tags: [] } })]
  const remarks = (tenant: ReturnType<typeof aTenant> | null) =>
    tellPlan(planOf({ targets, tenant }), () => ids.snapshot).remarks
  expect(remarks(aTenant())).toEqual(['It is for the tenant Acme.'])
  expect(remarks(null)).toEqual([])
})
