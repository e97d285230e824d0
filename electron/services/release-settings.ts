import { type Failure, invalid } from '@shared/failure'
import type { ProjectId } from '@shared/ids'
import type { Project, ReleaseSettings } from '@shared/model/project'
import { isSameSlot, slotsOf } from '@shared/packages/slots'
import type { Store } from '../store/store'
import { processOf } from './project-content'

/** What stands against settings as somebody typed them; null where nothing does. Paths begin with `value`. */
export function settingsIssue(store: Store, id: ProjectId, settings: ReleaseSettings): Failure | null {
  const { lifecycleId, versioning } = settings
  if (lifecycleId !== undefined && !store.lifecycles.get(lifecycleId))
    return invalid('value.lifecycleId', 'no longer exists', 'Choose another lifecycle.')
  if (versioning?.from !== 'package') return null
  const isKnown = slotsOf(processOf(store, id).steps).some(slot => isSameSlot(slot, versioning))
  return isKnown
    ? null
    : invalid(
        'value.versioning',
        'must be a package of a step of the project that is not disabled',
        'Choose another package, or make the version of a template.'
      )
}

/** Without what is absent: a project without settings has none at all. */
export function keptSettings(settings: ReleaseSettings): Pick<Project, 'releases'> {
  const { lifecycleId, hasDiscreteChannels, versioning, notesTemplate, approval, tenancy, keepsQueued, isDisabled } =
    settings
  const releases: ReleaseSettings = {
    ...(lifecycleId === undefined ? {} : { lifecycleId }),
    ...(hasDiscreteChannels === true ? { hasDiscreteChannels } : {}),
    ...(versioning === undefined ? {} : { versioning }),
    ...(notesTemplate === undefined || notesTemplate.trim() === '' ? {} : { notesTemplate }),
    ...(approval === undefined ? {} : { approval }),
    ...(tenancy === undefined ? {} : { tenancy }),
    ...(keepsQueued === true ? { keepsQueued } : {}),
    ...(isDisabled === true ? { isDisabled } : {})
  }
  return Object.keys(releases).length === 0 ? {} : { releases }
}
