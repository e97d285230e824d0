import type { PromptControl, VariablePrompt, VariableType } from '@shared/model/variable-set'

/** A prompt while it is edited: options are lines of text. */
export interface PromptForm {
  readonly isPrompted: boolean
  readonly label: string
  readonly description: string
  readonly isRequired: boolean
  readonly control: PromptControl['kind']
  /** One option a line: the value, or value and label with a bar between. */
  readonly options: string
}

export const controlNames: Readonly<Record<PromptControl['kind'], string>> = {
  'single-line': 'One line of text',
  'multi-line': 'Several lines of text',
  checkbox: 'Tick box (True or False)',
  select: 'A choice from a list'
}

export const promptForm = (prompt: VariablePrompt | null): PromptForm => ({
  isPrompted: prompt !== null,
  label: prompt?.label ?? '',
  description: prompt?.description ?? '',
  isRequired: prompt?.isRequired ?? false,
  control: prompt?.control.kind ?? 'single-line',
  options: prompt?.control.kind === 'select' ? prompt.control.options.map(optionLine).join('\n') : ''
})

const optionLine = ({ value, label }: { readonly value: string; readonly label: string }): string =>
  label === value || label === '' ? value : `${value}|${label}`

/** The options of a list, one from each line that is not empty. */
export const optionsIn = (text: string): { readonly value: string; readonly label: string }[] =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean)
    .map(line => {
      const bar = line.indexOf('|')
      const value = bar < 0 ? line : line.slice(0, bar).trim()
      return { value, label: bar < 0 ? value : line.slice(bar + 1).trim() }
    })

/** The prompt as it is kept; null without one. */
export function promptFrom(form: PromptForm, type: VariableType): VariablePrompt | null {
  if (!form.isPrompted) return null
  const { label, description, isRequired } = form
  // Types other than text bring their own control.
  const kind = type === 'text' ? form.control : 'single-line'
  const control: PromptControl = kind === 'select' ? { kind, options: optionsIn(form.options) } : { kind }
  return { label: label.trim(), description: description.trim(), isRequired, control }
}

/** Why the form cannot be applied; null when it can. */
export const promptProblem = (form: PromptForm, type: VariableType): string | null =>
  form.isPrompted && type === 'text' && form.control === 'select' && optionsIn(form.options).length === 0
    ? 'Write at least one option.'
    : null
