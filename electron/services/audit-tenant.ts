import type { Tenant } from '@shared/model/tenant'
import type { Store } from '../store/store'
import type { Audited } from './audit-drafts'

/** Tenants refer to projects and environments, which people know by name. */
export const tenantAudit = ({ projects, environments }: Store): Audited<Tenant> => ({
  kind: 'tenant',
  word: 'tenant',
  fields: [
    { name: 'Name', of: ({ name }) => name },
    { name: 'Description', of: ({ description }) => description },
    { name: 'Tags', of: ({ tags }) => ({ list: tags }) },
    {
      name: 'Projects',
      of: tenant => ({
        list: tenant.projects.flatMap(({ projectId, environmentIds }) =>
          environmentIds.map(
            id => `${projects.get(projectId)?.name ?? projectId} in ${environments.get(id)?.name ?? id}`
          )
        )
      })
    }
  ]
})
