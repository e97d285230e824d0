import type { Deployment } from '@shared/deployment'
import { placeOf, titledOf } from '@shared/deployment-title'
import { useRead } from '../../stores/catalog'

/**
 * Why the place of a deployment has nothing to go back to; null where it has something, and as long as nobody knows.
 * @param isAsked whether going back is offered at all
 */
export function useNoWayBack({ plan }: Deployment, isAsked: boolean): string | null {
  const { project, environment, tenant } = plan
  const place = { projectId: project.id, environmentId: environment.id, ...(tenant ? { tenantId: tenant.id } : {}) }
  const { load } = useRead('rollback.ways', isAsked ? place : null)
  if (load.state !== 'ready' || load.value.some(({ why }) => why === null)) return null
  return load.value[0]?.why ?? `Nothing else succeeded in ${placeOf(titledOf(plan))} before.`
}
