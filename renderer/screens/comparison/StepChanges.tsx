import type { ActionDifference, FieldDifference, StepDifference } from '@shared/comparison/comparison'
import { Icon } from '../../components/Icon'
import classes from './comparison.module.css'
import { LineChanges } from './LineChanges'
import { Becomes, type Look, Mark } from './Marks'

/** Step by step what differs; what an only action says is said of its step. */
export function StepChanges({ steps }: { readonly steps: readonly StepDifference[] }) {
  return (
    <ol className={classes.list} aria-label="Steps that differ">
      {steps.map(step => (
        <li key={step.stepId} className={classes.item}>
          <StepChange step={step} />
        </li>
      ))}
    </ol>
  )
}

const lookOf = ({ kind, isMoved, fields, actions }: StepDifference): Look =>
  isMoved && fields.length + actions.length === 0 ? 'moved' : kind

function StepChange({ step }: { readonly step: StepDifference }) {
  const [only] = step.actions
  const isOne = step.actions.length === 1 && only?.name === step.name && only.kind === step.kind
  return (
    <>
      <div className={classes.itemHead}>
        <Mark look={lookOf(step)} />
        <h3 className={classes.itemName}>{step.name}</h3>
        <Position step={step} />
      </div>
      <Fields fields={step.fields} kind={step.kind} />
      {isOne && only ? (
        <ActionBody action={only} />
      ) : (
        step.actions.length > 0 && (
          <ul className={classes.actions} aria-label={`Actions of ${step.name} that differ`}>
            {step.actions.map(action => (
              <li key={action.actionId} className={classes.action}>
                <div className={classes.itemHead}>
                  <Mark look={action.kind} />
                  <h4 className={classes.itemName}>{action.name}</h4>
                </div>
                <ActionBody action={action} />
              </li>
            ))}
          </ul>
        )
      )}
    </>
  )
}

function Position({ step: { before, after, isMoved } }: { readonly step: StepDifference }) {
  if (before === null || after === null)
    return <span className={classes.muted}>{before === null ? `now step ${after}` : `was step ${before}`}</span>
  if (!isMoved) return null
  return (
    <span className={classes.moved}>
      step {before} <Icon name="arrow-right" size={11} label="becomes" /> {after}
    </span>
  )
}

const ActionBody = ({ action }: { readonly action: ActionDifference }) => (
  <>
    <Fields fields={action.fields} kind={action.kind} />
    {action.texts.map(text => (
      <LineChanges key={text.field} text={text} />
    ))}
  </>
)

interface FieldsProps {
  readonly fields: readonly FieldDifference[]
  /** Of the thing that they are settings of. */
  readonly kind: 'added' | 'removed' | 'changed'
}

/** Settings with what they were and are. The name of something that came or went stands above already. */
export function Fields({ fields, kind }: FieldsProps) {
  const shown = kind === 'changed' ? fields : fields.filter(({ field }) => field !== 'name')
  if (shown.length === 0) return null
  return (
    <dl className={classes.fields}>
      {shown.map(({ field, before, after }) => (
        <div key={field} className={classes.fieldRow}>
          <dt className={classes.field}>{field}</dt>
          <dd className={classes.value}>
            <Becomes before={before} after={after} isGone={kind === 'removed'} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
