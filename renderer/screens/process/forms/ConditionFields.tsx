import { Radio } from '@mantine/core'
import { conditionWords } from '@shared/model/process-words'
import type { StepCondition } from '@shared/model/run-condition'
import { useId } from 'react'
import { Icon } from '../../../components/Icon'
import { TemplateField } from '../../../components/template-field/TemplateField'
import { sentence } from '../draft/rows'
import { expressionHint } from './expression-hint'
import type { IssueOf } from './form-host'
import classes from './forms.module.css'

type When = StepCondition['when']

const stepTitles: Readonly<Record<When, string>> = {
  success: 'Only if everything before succeeded',
  'success-and': 'Only if everything before succeeded and an expression is true',
  variable: 'If an expression is true, whatever happened before',
  failure: 'Only if something before failed',
  always: 'Always, whatever happened before',
  cancel: 'Only after the deployment was cancelled, to clean up'
}
const actionTitles: Readonly<Record<When, string>> = {
  ...stepTitles,
  success: 'Only if the actions before it on the target succeeded',
  'success-and': 'Only if the actions before it succeeded and an expression is true',
  failure: 'Only if an action before it on the target failed'
}
const order: readonly When[] = ['success', 'success-and', 'variable', 'failure', 'always', 'cancel']

export interface ConditionFieldsProps {
  readonly of: 'step' | 'action'
  /** Nothing can have failed before the first one. */
  readonly isFirst: boolean
  /** Absent for success. */
  readonly condition: StepCondition | undefined
  /** What was chosen before, so that its expression comes back. */
  readonly kept: StepCondition | undefined
  readonly onChange: (condition: StepCondition | undefined) => void
  readonly issueOf: IssueOf
  readonly variables: readonly string[]
}

/** When it runs: the choice, and the expression where one decides. */
export function ConditionFields(props: ConditionFieldsProps) {
  const { of, isFirst, condition, kept, onChange } = props
  const chosen = condition?.when ?? 'success'
  const titles = of === 'step' ? stepTitles : actionTitles
  const whens = order.filter(
    when => when === chosen || !((when === 'failure' && isFirst) || (when === 'cancel' && of === 'action'))
  )
  const choose = (when: string) => {
    if (when === 'success') return onChange(undefined)
    const before = [condition, kept].find(one => one !== undefined && 'expression' in one)
    const expression = before !== undefined && 'expression' in before ? before.expression : ''
    onChange((when === 'variable' || when === 'success-and' ? { when, expression } : { when }) as StepCondition)
  }
  return (
    <>
      <Radio.Group label="Runs" value={chosen} onChange={choose}>
        <div className={classes.radios}>
          {whens.map(when => (
            <Radio key={when} value={when} label={titles[when]} />
          ))}
        </div>
      </Radio.Group>
      {chosen === 'failure' && isFirst && (
        <p className={classes.warning}>
          <Icon name="warning" size={13} />
          Nothing can have failed before the first {of}, so it never runs. Choose another condition, or move it down.
        </p>
      )}
      {condition !== undefined && 'expression' in condition && <Expression {...props} condition={condition} />}
    </>
  )
}

interface ExpressionProps extends ConditionFieldsProps {
  readonly condition: Extract<StepCondition, { readonly expression: string }>
}

function Expression({ condition, onChange, issueOf, variables }: ExpressionProps) {
  const hint = expressionHint(condition.expression)
  const id = useId()
  return (
    <div className={classes.indent}>
      <TemplateField
        label="Expression"
        isMono
        rows={1}
        placeholder={'#{if Octopus.Environment.Name == "Production"}true#{/if}'}
        description="Decided as it is about to begin, so outputs of earlier steps can be used. Empty, 0, no and false are false; so is a name without a value."
        variables={variables}
        value={condition.expression}
        error={issueOf('condition')}
        onChange={expression => onChange({ ...condition, expression })}
      />
      {hint !== null && (
        <p className={classes.warning} id={id} role="status">
          <Icon name="warning" size={13} />
          {hint}
        </p>
      )}
    </div>
  )
}

/** The condition as a sentence with its expression, for the fold that is closed. */
export const conditionSummary = (condition: StepCondition | undefined, of: 'step' | 'action'): string =>
  sentence(conditionWords(condition, of))
