import type { Input } from '@shared/api'
import type { Lifecycle, Phase, Retention } from '@shared/model/lifecycle'
import type { Fields } from '../fields'
import { refuse, type Space } from '../request'
import type { JsonObject } from '../wire'
import { inSpace } from './common'

const retentionResource = (retention: Retention): JsonObject => ({
  Unit: retention.keep === 'days' ? 'Days' : 'Items',
  QuantityToKeep: retention.keep === 'forever' ? 0 : retention.count,
  ShouldKeepForever: retention.keep === 'forever'
})

const phaseResource = (phase: Phase): JsonObject => ({
  Id: phase.id,
  Name: phase.name,
  AutomaticDeploymentTargets: phase.environments.filter(item => item.isAutomatic).map(({ id }) => id),
  OptionalDeploymentTargets: phase.environments.filter(item => !item.isAutomatic).map(({ id }) => id),
  MinimumEnvironmentsBeforePromotion: phase.minimum,
  IsOptionalPhase: phase.isOptional,
  IsPriorityPhase: false,
  ReleaseRetentionPolicy: phase.retention === undefined ? null : retentionResource(phase.retention),
  TentacleRetentionPolicy: null
})

export const lifecycleResource = (space: Space, lifecycle: Lifecycle): JsonObject => ({
  ...inSpace(space, 'lifecycles', lifecycle.id),
  Name: lifecycle.name,
  Slug: null,
  Description: lifecycle.description,
  IsDefault: lifecycle.isDefault,
  Phases: lifecycle.phases.map(phaseResource),
  ReleaseRetentionPolicy: retentionResource(lifecycle.retention),
  TentacleRetentionPolicy: retentionResource({ keep: 'forever' })
})

type LifecycleTyped = Input<'lifecycle.create'>

export function lifecycleInputOf(fields: Fields, before: Lifecycle | null): LifecycleTyped {
  refuseTargetRetention(fields)
  // A phase without a retention has that of its lifecycle; a lifecycle always has one.
  const retention = retentionOf(fields.object('ReleaseRetentionPolicy')) ?? before?.retention
  return {
    name: fields.needed('Name'),
    description: fields.words('Description') ?? before?.description ?? '',
    phases: fields.objects('Phases').map(phase => phaseInputOf(phase, before)),
    ...(retention === undefined ? {} : { retention })
  }
}

function phaseInputOf(fields: Fields, before: Lifecycle | null): NonNullable<LifecycleTyped['phases']>[number] {
  refuseTargetRetention(fields)
  if (fields.flag('IsPriorityPhase') === true)
    refuse(
      'IsPriorityPhase',
      'A phase gives no priority in Slipway; one deployment has it, or none.',
      'Leave it out, and deploy with the priority On.'
    )
  const id = before?.phases.find(phase => phase.id === fields.text('Id'))?.id
  const retention = retentionOf(fields.object('ReleaseRetentionPolicy'))
  const named = (name: string, isAutomatic: boolean) =>
    fields.texts(name).map(environment => ({ id: environment as Phase['environments'][number]['id'], isAutomatic }))
  return {
    ...(id === undefined ? {} : { id }),
    name: fields.needed('Name'),
    environments: [...named('AutomaticDeploymentTargets', true), ...named('OptionalDeploymentTargets', false)],
    minimum: fields.whole('MinimumEnvironmentsBeforePromotion') ?? 0,
    isOptional: fields.flag('IsOptionalPhase') ?? false,
    ...(retention === null ? {} : { retention })
  }
}

/** Null where nothing is said. */
function retentionOf(fields: Fields | undefined): Retention | null {
  if (fields === undefined) return null
  const count = fields.whole('QuantityToKeep') ?? 0
  if (fields.flag('ShouldKeepForever') ?? count === 0) return { keep: 'forever' }
  return { keep: fields.text('Unit')?.toLowerCase() === 'days' ? 'days' : 'releases', count }
}

function refuseTargetRetention(fields: Fields): void {
  const retention = retentionOf(fields.object('TentacleRetentionPolicy'))
  if (retention !== null && retention.keep !== 'forever')
    refuse(
      'TentacleRetentionPolicy',
      'What stays on targets is no matter of a lifecycle in Slipway.',
      'Leave it out, and say it in the steps that deploy packages.'
    )
}
