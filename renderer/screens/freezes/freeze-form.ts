import type { EnvironmentId, ProjectId } from '@shared/ids'
import type { Freeze, FreezeInput } from '@shared/model/freeze'
import { localMoment } from '../deploy/launch-choices'

/** A freeze as its form holds it: moments as fields of date and time do, lists empty for all. */
export type FreezeValues = {
  readonly name: string
  readonly description: string
  readonly startsAt: string
  readonly endsAt: string
  readonly repeats: NonNullable<Freeze['repeats']> | 'never'
  readonly projects: readonly ProjectId[]
  readonly environments: readonly EnvironmentId[]
}

const hour = 60 * 60 * 1000

/** What a form begins with; a new freeze begins with the next full hour and lasts a day. */
export function freezeValues(freeze: Freeze | null, now: number): FreezeValues {
  const next = Math.ceil(now / hour) * hour
  return {
    name: freeze?.name ?? '',
    description: freeze?.description ?? '',
    startsAt: localMoment(freeze?.startsAt ?? next),
    endsAt: localMoment(freeze?.endsAt ?? next + 24 * hour),
    repeats: freeze?.repeats ?? 'never',
    projects: freeze?.projects ?? [],
    environments: freeze?.environments ?? []
  }
}

/** What is sent. A field without a time is sent as 0, which is refused beside it. */
export function freezeInputOf({
  startsAt,
  endsAt,
  repeats,
  projects,
  environments,
  ...rest
}: FreezeValues): FreezeInput {
  return {
    ...rest,
    startsAt: momentIn(startsAt),
    endsAt: momentIn(endsAt),
    ...(repeats === 'never' ? {} : { repeats }),
    ...(projects.length === 0 ? {} : { projects: [...projects] }),
    ...(environments.length === 0 ? {} : { environments: [...environments] })
  }
}

const momentIn = (typed: string): number => {
  const at = new Date(typed).getTime()
  return Number.isNaN(at) ? 0 : at
}

/** How each repetition is called. */
export const repeatWords: Readonly<Record<FreezeValues['repeats'], string>> = {
  never: 'Never',
  daily: 'Every day',
  weekly: 'Every week',
  monthly: 'Every month',
  yearly: 'Every year'
}

/** Where a freeze is about: `Everything`, or projects and environments by their names. */
export function placesOf(
  { projects, environments }: Pick<Freeze, 'projects' | 'environments'>,
  nameOf: (id: ProjectId | EnvironmentId) => string
): string {
  const which = projects?.map(nameOf).join(', ')
  const where = environments?.map(nameOf).join(', ')
  if (which === undefined && where === undefined) return 'Everything'
  if (which === undefined) return `Every project in ${where}`
  return where === undefined ? `${which}, everywhere` : `${which} in ${where}`
}
