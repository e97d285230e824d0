import type { ActionId, LifecycleId } from '@shared/ids'
import type { Step } from '@shared/model/process'
import type { Project, ReleaseSettings } from '@shared/model/project'
import type { ProjectTenancy } from '@shared/model/tenant'
import { slotName, slotsOf } from '@shared/packages/slots'

/** What is typed about how releases of a project come to be. */
export interface SettingsValues extends Record<string, unknown> {
  /** Empty for the default one. */
  readonly lifecycleId: string
  readonly hasDiscreteChannels: boolean
  readonly keepsQueued: boolean
  readonly versioning: 'count' | 'template' | 'package'
  readonly template: string
  /** A key of `donorChoices`; empty while none is chosen. */
  readonly donor: string
  readonly notesTemplate: string
  readonly needsApproval: boolean
  readonly approvals: number
  /** Empty for as long as the plan stays the same. */
  readonly hours: number | ''
  readonly isDisabled: boolean
  readonly tenancy: 'none' | ProjectTenancy
  readonly guided: 'environment' | 'on' | 'off'
}

/** The template that a new one begins with. */
export const usualTemplate = '#{Octopus.Version.LastMajor}.#{Octopus.Version.LastMinor}.#{Octopus.Version.NextPatch}'

/** The fields that refusals are shown beside, as the call names them. */
export const settingsFields = [
  'lifecycleId',
  'versioning.template',
  'versioning',
  'notesTemplate',
  'approval.count',
  'approval.hours',
  'tenancy'
] as const

/** A package whose version releases may take. */
export interface DonorChoice {
  readonly value: string
  readonly label: string
  readonly actionId: ActionId
  readonly reference: string
}

/** The packages of a process, as places where a version may come from. */
export const donorChoices = (steps: readonly Step[]): readonly DonorChoice[] =>
  slotsOf(steps).map(slot => ({
    value: donorKey(slot),
    label: `${slot.packageId} for ${slotName(slot)}`,
    actionId: slot.actionId,
    reference: slot.reference
  }))

const donorKey = ({ actionId, reference }: { readonly actionId: string; readonly reference: string }): string =>
  `${actionId} ${reference}`

/** What the form begins with. */
export function settingsValuesOf({ releases = {}, guidedFailure }: Project): SettingsValues {
  const { versioning, approval } = releases
  return {
    lifecycleId: releases.lifecycleId ?? '',
    hasDiscreteChannels: releases.hasDiscreteChannels ?? false,
    keepsQueued: releases.keepsQueued ?? false,
    versioning: versioning?.from ?? 'count',
    template: versioning?.from === 'template' ? versioning.template : usualTemplate,
    donor: versioning?.from === 'package' ? donorKey(versioning) : '',
    notesTemplate: releases.notesTemplate ?? '',
    needsApproval: approval !== undefined,
    approvals: approval?.count ?? 1,
    hours: approval?.hours ?? '',
    isDisabled: releases.isDisabled ?? false,
    tenancy: releases.tenancy ?? 'none',
    guided: guidedFailure ?? 'environment'
  }
}

/** Where the version comes from, as it is typed; undefined for counting on, and null where no package is chosen yet. */
export function versioningOf(values: SettingsValues): ReleaseSettings['versioning'] | null {
  if (values.versioning === 'count') return undefined
  if (values.versioning === 'template') return { from: 'template', template: values.template }
  const at = values.donor.indexOf(' ')
  if (at < 0) return null
  return { from: 'package', actionId: values.donor.slice(0, at) as ActionId, reference: values.donor.slice(at + 1) }
}

/** What is sent; what says nothing is left out. */
export function settingsInputOf(values: SettingsValues): ReleaseSettings {
  const versioning = versioningOf(values)
  return {
    ...(values.lifecycleId === '' ? {} : { lifecycleId: values.lifecycleId as LifecycleId }),
    ...(values.hasDiscreteChannels ? { hasDiscreteChannels: true } : {}),
    ...(versioning === undefined || versioning === null ? {} : { versioning }),
    ...(values.notesTemplate.trim() === '' ? {} : { notesTemplate: values.notesTemplate }),
    ...(values.needsApproval
      ? { approval: { count: values.approvals, ...(values.hours === '' ? {} : { hours: values.hours }) } }
      : {}),
    ...(values.keepsQueued ? { keepsQueued: true } : {}),
    ...(values.isDisabled ? { isDisabled: true } : {}),
    ...(values.tenancy === 'none' ? {} : { tenancy: values.tenancy })
  }
}
