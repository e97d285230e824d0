import type { Target } from '@shared/model/target'
import { answerFlags } from './cli-command'
import type { LaunchPaneProps } from './LaunchPane'
import { choiceFlags } from './launch-choices'
import type { Place } from './place'
import type { Launch } from './use-launch'

interface CommandContent {
  readonly launch: Pick<Launch, 'choices' | 'plans' | 'prompts' | 'answers'>
  readonly places: readonly Place[]
  readonly targets: readonly Target[]
  readonly command: LaunchPaneProps['command']
  readonly now: number
}

/**
 * The command that does the same: one for all places where every tenant goes everywhere, or one for each environment;
 * and one for each place where targets are chosen in them.
 */
export function commandFor({ launch, places, targets, command, now }: CommandContent) {
  const { choices, plans, prompts, answers } = launch
  const nameOf = (id: string) => targets.find(target => target.id === id)?.name ?? id
  const isNarrowed = places.some(place => choices.in(place).targets.mode !== 'all')
  const flagsIn = (place: Place): readonly string[] => {
    const load = plans[places.indexOf(place)]?.load
    const result = load?.state === 'ready' ? load.value : null
    const shown = result?.plan ?? result?.draft ?? null
    const asked = places.length === 1 || isNarrowed ? (result?.prompts ?? []) : prompts
    return [...choiceFlags(choices.in(place), shown, nameOf, now), ...answerFlags(asked, answers.typed)]
  }
  const all = (isNarrowed ? places.map(place => [place]) : together(places)).flatMap(group => {
    const [first] = group
    return first === undefined ? [] : [{ group, flags: flagsIn(first) }]
  })
  return {
    text: all.map(({ group, flags }) => command(environmentNames(group), tenantNames(group), flags)).join(' && '),
    hasSecrets: all.some(({ flags }) => flags.some(flag => flag.startsWith('--variable-file')))
  }
}

/** Places that one command names: all of them where the same tenants go to each environment. */
function together(places: readonly Place[]): readonly (readonly Place[])[] {
  const groups = new Map<string, Place[]>()
  for (const place of places) groups.set(place.environment.id, [...(groups.get(place.environment.id) ?? []), place])
  const tenants = [...groups.values()].map(group => group.map(({ tenant }) => tenant?.id).join(' '))
  return new Set(tenants).size === 1 ? [places] : [...groups.values()]
}

const environmentNames = (places: readonly Place[]): readonly string[] => [
  ...new Set(places.map(({ environment }) => environment.name))
]

const tenantNames = (places: readonly Place[]): readonly string[] => [
  ...new Set(places.flatMap(({ tenant }) => (tenant === null ? [] : [tenant.name])))
]
