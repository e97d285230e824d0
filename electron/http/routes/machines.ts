import type { HealthView } from '@shared/model/health'
import type { Target } from '@shared/model/target'
import { hasText, sameName } from '@shared/model/text'
import type { Query } from '../query'
import { refuse, type SpaceHandler } from '../request'
import { healthWords, machineKinds, machineResource } from '../resources/machine'
import type { Route } from '../router'
import type { JsonObject } from '../wire'
import { type Listing, readingRoutes } from './listing'

/** A target with what its last check found. */
export interface Machine {
  readonly name: string
  readonly target: Target
  /** Null where it was never looked at. */
  readonly health: HealthView | null
}

/** The word for how its last check found it. */
const healthWordOf = ({ health }: Machine): string => healthWords[health?.status ?? 'unknown']

/** Whether a machine is what a query asks for. A filter that is absent lets everything through. @throws FailureError */
export function machineFilter(query: Query): (machine: Machine) => boolean {
  if (query.list('shellNames') !== undefined)
    refuse('shellNames', 'Slipway does not know which shells targets have.', 'Leave it out.')
  if (query.list('deploymentTargetTypes') !== undefined)
    refuse('deploymentTargetTypes', 'Slipway tells targets apart by commStyles.', 'Say that instead.')
  const roles = query.list('roles')
  const isDisabled = query.text('isDisabled')
  const environments = query.list('environmentIds')
  const health = query.list('healthStatuses')
  const kinds = query.list('commStyles')
  const tenants = query.list('tenantIds')
  const tags = query.list('tenantTags')
  const fits = (wanted: readonly string[] | undefined, own: readonly string[] = []): boolean =>
    wanted === undefined || own.some(text => hasText(wanted, text))
  return machine => {
    const { target } = machine
    return (
      fits(roles, target.roles) &&
      (isDisabled === undefined || sameName(isDisabled, String(target.isDisabled))) &&
      fits(environments, target.environmentIds) &&
      fits(health, [healthWordOf(machine)]) &&
      fits(kinds, [machineKinds[target.kind]]) &&
      fits(tenants, target.tenancy?.tenantIds) &&
      fits(tags, target.tenancy?.tags)
    )
  }
}

export const machines: Listing<Machine> = {
  path: 'machines',
  itemType: 'DeploymentTarget',
  what: 'target',
  idOf: ({ target }) => target.id,
  all: async ({ ask }) => {
    const [targets, found] = await Promise.all([ask('target.list', {}), ask('health.list', {})])
    const byTarget = new Map(found.map(health => [health.targetId, health]))
    return targets.map(target => ({ name: target.name, target, health: byTarget.get(target.id) ?? null }))
  },
  shown: ({ target, health }, { space }) => machineResource(space, target, health),
  narrowedBy: machineFilter
}

/** How many machines there are, and how their last checks found them. */
export function countsOf(all: readonly Machine[]): JsonObject {
  const found: Record<string, number> = Object.fromEntries(Object.values(healthWords).map(word => [word, 0]))
  for (const machine of all) found[healthWordOf(machine)] = (found[healthWordOf(machine)] ?? 0) + 1
  return {
    TotalMachines: all.length,
    TotalDisabledMachines: all.filter(({ target }) => target.isDisabled).length,
    MachineHealthStatusSummaries: found
  }
}

export const machineRoutes: readonly Route<SpaceHandler>[] = readingRoutes(machines)
