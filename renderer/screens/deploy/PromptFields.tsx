import { Checkbox, PasswordInput, Select, Textarea, TextInput } from '@mantine/core'
import type { PlanPrompt } from '@shared/plan/plan'
import { labelOf } from '@shared/plan/plan-variables'
import { assertNever } from '@shared/result'
import { plural } from '../../lib/plural'
import { type AnswerControl, answerOf, controlOf } from './answers'
import classes from './PromptFields.module.css'
import { type Answering, answerFieldId } from './use-answers'

/** Something to choose by its name. */
export interface Named {
  readonly id: string
  readonly name: string
}

export interface PromptFieldsProps {
  readonly prompts: readonly PlanPrompt[]
  readonly answers: Pick<Answering, 'typed' | 'issues' | 'type'> & Partial<Pick<Answering, 'kept'>>
  /** Where something is asked, for what is not asked everywhere; absent for everywhere. */
  readonly whereOf?: (prompt: PlanPrompt) => string | null
  /** What a prompt for a reference chooses from. */
  readonly accounts: readonly Named[]
  readonly certificates: readonly Named[]
}

/** What the deployment asks, as a form. */
export function PromptFields({ prompts, answers, whereOf, accounts, certificates }: PromptFieldsProps) {
  return (
    <section aria-label="Questions">
      <h3 className={classes.heading}>This deployment asks for {plural(prompts.length, 'value')}</h3>
      <div className={classes.fields}>
        {prompts.map(prompt => (
          <PromptField
            key={prompt.id}
            prompt={prompt}
            value={answerOf(prompt, answers.typed)}
            error={answers.issues[prompt.id] ?? null}
            where={whereOf?.(prompt) ?? null}
            isKept={answers.kept?.has(prompt.id) === true}
            references={prompt.type === 'account' ? accounts : certificates}
            onChange={value => answers.type(prompt.id, value)}
          />
        ))}
      </div>
    </section>
  )
}

interface PromptFieldProps {
  readonly prompt: PlanPrompt
  readonly value: string
  readonly error: string | null
  /** Where it is asked, where it is not asked everywhere. */
  readonly where: string | null
  /** Left blank, what was answered before goes. */
  readonly isKept: boolean
  readonly references: readonly Named[]
  readonly onChange: (value: string) => void
}

function PromptField({ prompt, value, error, where, isKept, references, onChange }: PromptFieldProps) {
  const { description } = prompt.prompt
  const isRequired = prompt.prompt.isRequired && !isKept
  const control = controlOf(prompt)
  const label = where === null ? labelOf(prompt) : `${labelOf(prompt)} (${where})`
  const common = {
    id: answerFieldId(prompt.id),
    label,
    error,
    ...(description === '' ? {} : { description }),
    ...(label === prompt.name ? {} : { title: prompt.name })
  }
  const blank = isKept ? { blank: 'Leave empty to use what was answered before' } : {}
  switch (control.kind) {
    case 'text':
      return (
        <TextField {...common} {...blank} control={control} isRequired={isRequired} value={value} onChange={onChange} />
      )
    case 'tick':
      return (
        <Checkbox
          {...common}
          className={classes.tick ?? ''}
          checked={value === 'True'}
          onChange={event => onChange(event.currentTarget.checked ? 'True' : 'False')}
        />
      )
    case 'choice':
    case 'account':
    case 'certificate':
      return (
        <Select
          {...common}
          withAsterisk={isRequired}
          aria-required={isRequired}
          clearable={control.kind === 'choice' && !isRequired}
          searchable
          placeholder={`Choose ${control.kind === 'choice' ? 'one' : `a${control.kind === 'account' ? 'n' : ''} ${control.kind}`}`}
          data={[...optionsOf(control, references)]}
          value={value === '' ? null : value}
          onChange={next => onChange(next ?? '')}
        />
      )
    default:
      return assertNever(control)
  }
}

const optionsOf = (control: Exclude<AnswerControl, { kind: 'text' | 'tick' }>, references: readonly Named[]) =>
  control.kind === 'choice' ? control.options : references.map(({ id, name }) => ({ value: id, label: name }))

interface TextFieldProps {
  readonly id: string
  readonly label: string
  readonly error: string | null
  readonly description?: string
  readonly title?: string
  /** What a secret that is left blank means; absent for the stored value. */
  readonly blank?: string
  readonly control: Extract<AnswerControl, { kind: 'text' }>
  readonly isRequired: boolean
  readonly value: string
  readonly onChange: (value: string) => void
}

function TextField({ control, isRequired, blank, onChange, ...rest }: TextFieldProps) {
  const { isLong, isSecret } = control
  // Marked by hand: the browser's own check would speak before ours.
  const common = {
    ...rest,
    withAsterisk: isRequired,
    'aria-required': isRequired,
    autoComplete: 'off',
    spellCheck: false
  }
  const placeholder = isSecret && !isRequired ? { placeholder: blank ?? 'Leave empty to use the stored value' } : {}
  if (isLong)
    return (
      <Textarea
        {...common}
        {...placeholder}
        autosize
        minRows={2}
        maxRows={8}
        {...(isSecret ? { classNames: { input: classes.unseen ?? '' } } : {})}
        onChange={event => onChange(event.currentTarget.value)}
      />
    )
  if (isSecret)
    return (
      <PasswordInput
        {...common}
        {...placeholder}
        autoComplete="new-password"
        onChange={event => onChange(event.currentTarget.value)}
      />
    )
  return <TextInput {...common} onChange={event => onChange(event.currentTarget.value)} />
}
