import type { PromptControl, VariablePrompt, VariableType } from '@shared/model/variable-set'
import { type Command, Option } from 'commander'
import { UsageError } from '../errors'
import { pairOf, repeatable } from '../flags'

const controls = ['single-line', 'multi-line', 'checkbox', 'select'] as const satisfies readonly PromptControl['kind'][]

/** Makes a variable ask whoever deploys. `prompt` is false for `--no-prompt`. */
export interface PromptOptions {
  readonly prompt?: boolean
  readonly promptLabel?: string
  readonly promptDescription?: string
  readonly required?: boolean
  readonly control?: PromptControl['kind']
  readonly option?: readonly string[]
}

/** Adds the flags that make a variable ask. */
export const addPromptFlags = (command: Command): Command =>
  command
    .option('--prompt-label <text>', 'ask whoever deploys, under this label')
    .option('--prompt-description <text>', 'what is said beside the question')
    .option('--required', 'a deployment does not start without an answer')
    .option('--no-required', 'it starts without one as well')
    .addOption(new Option('--control <control>', 'how it is answered').choices(controls))
    .option('--option <value=label>', 'what can be chosen; may be given several times', repeatable)
    .option('--no-prompt', 'do not ask any more')

/** Whether a flag says anything about prompts. */
export const saysPrompt = ({ prompt, promptLabel, promptDescription, required, control, option }: PromptOptions) =>
  prompt === false || [promptLabel, promptDescription, required, control, option].some(given => given !== undefined)

/**
 * The prompt after these flags: what they leave out stays as it is in `current`. Undefined for none.
 * @throws UsageError when the flags do not fit together, or do not fit the type.
 */
export function promptAfter(
  options: PromptOptions,
  type: VariableType,
  current: VariablePrompt | undefined
): VariablePrompt | undefined {
  const { prompt, promptLabel, promptDescription, required } = options
  if (!saysPrompt(options)) return current
  if (prompt === false) {
    if (saysPrompt({ ...options, prompt: true }))
      throw new UsageError('--no-prompt takes the question away; leave the other flags about it out.')
    return undefined
  }
  return {
    label: promptLabel ?? current?.label ?? '',
    description: promptDescription ?? current?.description ?? '',
    isRequired: required ?? current?.isRequired ?? false,
    control: controlAfter(options, type, current?.control)
  }
}

function controlAfter(
  { control, option }: PromptOptions,
  type: VariableType,
  current: PromptControl | undefined
): PromptControl {
  if (type !== 'text' && (control !== undefined || option !== undefined))
    throw new UsageError('--control and --option are for text; other variables bring their own. Leave them out.')
  const kind = control ?? (option === undefined ? current?.kind : 'select') ?? 'single-line'
  if (kind !== 'select') {
    if (option !== undefined) throw new UsageError('--option is for --control select.')
    return { kind }
  }
  const options = option?.map(optionOf) ?? (current?.kind === 'select' ? current.options : [])
  if (options.length === 0) throw new UsageError('--control select needs what can be chosen: --option "value=label".')
  return { kind, options: [...options] }
}

function optionOf(text: string) {
  const [value, label] = pairOf(text)
  return { value, label: label ?? '' }
}
