import type { Environment } from '@shared/model/environment'
import type { Target } from '@shared/model/target'
import { answerFlags } from './cli-command'
import type { LaunchPaneProps } from './LaunchPane'
import { choiceFlags } from './launch-choices'
import type { Launch } from './use-launch'

interface CommandContent {
  readonly launch: Pick<Launch, 'choices' | 'plans' | 'prompts' | 'answers'>
  readonly environments: readonly Environment[]
  readonly targets: readonly Target[]
  readonly command: LaunchPaneProps['command']
  readonly now: number
}

/** The command that does the same: one for all environments, or one for each where targets are chosen in them. */
export function commandFor({ launch, environments, targets, command, now }: CommandContent) {
  const { choices, plans, prompts, answers } = launch
  const nameOf = (id: string) => targets.find(target => target.id === id)?.name ?? id
  const flagsIn = (environment: Environment, index: number): readonly string[] => {
    const load = plans[index]?.load
    const result = load?.state === 'ready' ? load.value : null
    const shown = result?.plan ?? result?.draft ?? null
    const asked = environments.length === 1 || isNarrowed ? (result?.prompts ?? []) : prompts
    return [...choiceFlags(choices.in(environment.id), shown, nameOf, now), ...answerFlags(asked, answers.typed)]
  }
  const isNarrowed = environments.some(({ id }) => choices.in(id).targets.mode !== 'all')
  const [first] = environments
  const all =
    isNarrowed || first === undefined
      ? environments.map((environment, index) => ({ names: [environment.name], flags: flagsIn(environment, index) }))
      : [{ names: environments.map(({ name }) => name), flags: flagsIn(first, 0) }]
  return {
    text: all.map(({ names, flags }) => command(names, flags)).join(' && '),
    hasSecrets: all.some(({ flags }) => flags.some(flag => flag.startsWith('--variable-file')))
  }
}
