import type { Failure } from '@shared/failure'
import type { VariableId } from '@shared/ids'
import type { PlanPrompt } from '@shared/plan/plan'
import { assertNever } from '@shared/result'
import { placeIssues } from '../../lib/issues'

/** What was typed, by variable. What nobody touched is absent. */
export type TypedAnswers = Readonly<Record<VariableId, string>>

/** An answer as `deployment.start` takes it. */
export interface Answer {
  readonly variableId: VariableId
  readonly value: string
}

/** How a prompt is answered. */
export type AnswerControl =
  | { readonly kind: 'text'; readonly isLong: boolean; readonly isSecret: boolean }
  | { readonly kind: 'tick' }
  | { readonly kind: 'choice'; readonly options: readonly { readonly value: string; readonly label: string }[] }
  | { readonly kind: 'account' | 'certificate' }

/** Only text has a control of its own choice; what is secret is typed unseen. */
export function controlOf({ type, prompt: { control } }: PlanPrompt): AnswerControl {
  if (type === 'account' || type === 'certificate') return { kind: type }
  if (type === 'sensitive') return { kind: 'text', isLong: control.kind === 'multi-line', isSecret: true }
  switch (control.kind) {
    case 'single-line':
    case 'multi-line':
      return { kind: 'text', isLong: control.kind === 'multi-line', isSecret: false }
    case 'checkbox':
      return { kind: 'tick' }
    case 'select':
      return {
        kind: 'choice',
        options: control.options.map(({ value, label }) => ({ value, label: label || value }))
      }
    default:
      return assertNever(control)
  }
}

/** What a field begins with: the stored value, never a secret. */
export function offeredAnswer(prompt: PlanPrompt): string {
  switch (prompt.type) {
    case 'sensitive':
      return ''
    case 'account':
      return prompt.accountId
    case 'certificate':
      return prompt.certificateId
    case 'text': {
      const control = controlOf(prompt)
      if (control.kind === 'tick') return prompt.value.trim().toLowerCase() === 'true' ? 'True' : 'False'
      if (control.kind === 'choice')
        return control.options.some(({ value }) => value === prompt.value) ? prompt.value : ''
      return prompt.value
    }
    default:
      return assertNever(prompt)
  }
}

/** What a field shows. */
export const answerOf = (prompt: PlanPrompt, typed: TypedAnswers): string => typed[prompt.id] ?? offeredAnswer(prompt)

/** Why an answer will not do, as a sentence below its field; null when it will. */
export function answerIssue(prompt: PlanPrompt, value: string): string | null {
  if (value.trim() === '') return prompt.prompt.isRequired ? 'This must be answered.' : null
  const control = controlOf(prompt)
  if (control.kind === 'choice' && !control.options.some(option => option.value === value))
    return 'Choose one of the options.'
  return null
}

/** What is wrong with the answers, by variable. */
export const answerIssues = (prompts: readonly PlanPrompt[], typed: TypedAnswers): TypedAnswers =>
  Object.fromEntries(
    prompts.flatMap(prompt => {
      const issue = answerIssue(prompt, answerOf(prompt, typed))
      return issue === null ? [] : [[prompt.id, issue]]
    })
  )

/** What is sent: what was typed, and what was offered and left as it is. A secret that is left blank stays as stored. */
export const answersFor = (prompts: readonly PlanPrompt[], typed: TypedAnswers): readonly Answer[] =>
  prompts.flatMap(prompt => {
    const value = answerOf(prompt, typed)
    const isTyped = prompt.type !== 'sensitive' && prompt.id in typed
    return value === '' && !isTyped ? [] : [{ variableId: prompt.id, value }]
  })

/** What a refusal says about answers, by variable, and whether it says nothing else. */
export function refusedAnswers(
  failure: Failure,
  prompts: readonly PlanPrompt[]
): { readonly issues: TypedAnswers; readonly isAll: boolean } {
  const { fields, rest } = placeIssues(
    failure,
    prompts.map(({ id }) => `answers.${id}`)
  )
  const issues = Object.fromEntries(
    Object.entries(fields).map(([path, message]) => [path.slice('answers.'.length), message])
  )
  return { issues, isAll: Object.keys(issues).length > 0 && rest.length === 0 }
}
