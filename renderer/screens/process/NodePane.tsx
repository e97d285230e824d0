import { Button, SegmentedControl, Switch, TextInput } from '@mantine/core'
import { actionTypeNames } from '@shared/model/action'
import type { ReactNode } from 'react'
import { Icon } from '../../components/Icon'
import { actionIcons } from '../../lib/action-icons'
import { type DraftAction, type DraftStep, isOff, type NodeKey, nameOf, usesPackages } from './draft/nodes'
import type { StepRow } from './draft/rows'
import { mayHavePlace, whereOf } from './draft/shape'
import { type ActionForm, issuesOf } from './forms/form-host'
import formClasses from './forms/forms.module.css'
import {
  ActionWhenSection,
  FailingSection,
  NotesSection,
  PropertiesSection,
  RollbackSection,
  RollingSection,
  type StepForm,
  WhenSection,
  WhereSection
} from './forms/StepSections'
import { TypeFields } from './forms/TypeFields'
import type { Folds } from './forms/use-folds'
import classes from './NodePane.module.css'
import type { Around } from './use-around'
import type { StepsDraft } from './use-steps-draft'

export interface NodePaneProps {
  readonly editor: StepsDraft
  readonly row: StepRow
  readonly around: Around
  readonly folds: Folds
  readonly onAddAction: () => void
}

/** The step or action that is chosen, to be changed. */
export function NodePane(props: NodePaneProps) {
  const { row } = props
  if (row.action === null) return <GroupPane {...props} />
  return row.isChild ? <ActionPane {...props} action={row.action} /> : <SinglePane {...props} action={row.action} />
}

const stepFormOf = ({ editor, row, around, folds }: NodePaneProps): StepForm => ({
  step: row.step,
  index: editor.state.draft.indexOf(row.step),
  hasPackages: usesPackages(editor.state.draft),
  issueOf: issuesOf(editor.issues, row.step.key),
  around,
  folds,
  onChange: change => editor.run({ kind: 'change-step', key: row.step.key, change }),
  onRelocate: location => editor.run({ kind: 'relocate', key: row.step.key, location })
})

const actionFormOf = ({ editor, around }: NodePaneProps, action: DraftAction): ActionForm => ({
  action,
  settings: action.settings,
  issueOf: issuesOf(editor.issues, action.key),
  around,
  onChange: change => editor.run({ kind: 'change-action', key: action.key, change })
})

/** A step with its only action: one thing to people. */
function SinglePane(props: NodePaneProps & { readonly action: DraftAction }) {
  const { row, action } = props
  const step = stepFormOf(props)
  const form = actionFormOf(props, action)
  return (
    <Pane
      label={`Step ${row.number}`}
      head={
        <Head
          {...props}
          kind={actionTypeNames[action.settings.type]}
          name={row.step.settings.name}
          error={step.issueOf('name') ?? step.issueOf('') ?? form.issueOf('')}
          isOff={isOff(row.step, null)}
          onRename={name => step.onChange({ name })}
        />
      }
      what={<TypeFields {...form} isOnTarget={whereOf(row.step, action) === 'targets'} folds={props.folds} />}
      settings={
        <>
          <WhereSection {...step} />
          <WhenSection form={step} action={form} />
          <RollingSection {...step} />
          <FailingSection form={form} folds={props.folds} />
          <RollbackSection form={form} folds={props.folds} />
          <PropertiesSection form={form} folds={props.folds} />
          <NotesSection form={form} folds={props.folds} />
        </>
      }
    />
  )
}

/** A step with several actions: when and where they run. */
function GroupPane(props: NodePaneProps) {
  const { row } = props
  const step = stepFormOf(props)
  return (
    <Pane
      label={`Step ${row.number}`}
      head={
        <Head
          {...props}
          kind={`Step with ${row.step.actions.length} actions`}
          name={row.step.settings.name}
          error={step.issueOf('name') ?? step.issueOf('') ?? step.issueOf('actions')}
          isOff={row.step.settings.isDisabled}
          onRename={name => step.onChange({ name })}
        />
      }
      what={<ActionList {...props} />}
      settings={
        <>
          <WhereSection {...step} />
          <WhenSection form={step} action={null} />
          <RollingSection {...step} />
        </>
      }
    />
  )
}

/** One of several actions of a step. */
function ActionPane(props: NodePaneProps & { readonly action: DraftAction }) {
  const { editor, row, action } = props
  const form = actionFormOf(props, action)
  const at = row.step.actions.indexOf(action)
  return (
    <Pane
      label={`Action ${row.number}`}
      head={
        <>
          <p className={classes.within}>
            Action {at + 1} of {row.step.actions.length} in{' '}
            <button type="button" className={classes.parent} onClick={() => editor.select(row.step.key)}>
              {row.step.settings.name || 'its step'}
            </button>
          </p>
          <Head
            {...props}
            kind={actionTypeNames[action.settings.type]}
            name={nameOf(row.step, action)}
            error={form.issueOf('name') ?? form.issueOf('')}
            isOff={action.settings.isDisabled === true}
            onRename={name => form.onChange({ name })}
          />
        </>
      }
      what={
        <>
          <TypeFields {...form} isOnTarget={whereOf(row.step, action) === 'targets'} folds={props.folds} />
          <ActionPlace step={row.step} form={form} />
        </>
      }
      settings={
        <>
          <ActionWhenSection form={form} folds={props.folds} isFirst={at === 0} />
          <FailingSection form={form} folds={props.folds} />
          <RollbackSection form={form} folds={props.folds} />
          <PropertiesSection form={form} folds={props.folds} />
          <NotesSection form={form} folds={props.folds} />
        </>
      }
    />
  )
}

/** Scripts of a step that is for targets may run here on their behalf, such as one that talks to a load balancer. */
function ActionPlace({ step, form }: { readonly step: DraftStep; readonly form: ActionForm }) {
  const { settings, onChange } = form
  if (!mayHavePlace(settings.type) || step.settings.location === 'here') return null
  const usual = step.settings.location
  return (
    <div className={formClasses.row}>
      <span className={formClasses.label} id="action-place">
        Where it runs
      </span>
      <SegmentedControl
        aria-labelledby="action-place"
        data={[
          { value: 'targets', label: 'On the target' },
          { value: 'here-for-each-target', label: 'Here, for the target' }
        ]}
        value={settings.location ?? usual}
        onChange={location =>
          onChange({ location: location === usual ? undefined : (location as typeof settings.location) })
        }
      />
    </div>
  )
}

interface PaneProps {
  readonly label: string
  readonly head: ReactNode
  readonly what: ReactNode
  readonly settings: ReactNode
}

function Pane({ label, head, what, settings }: PaneProps) {
  return (
    <section className={classes.pane} aria-label={label}>
      <div className={classes.head}>{head}</div>
      <div className={classes.columns}>
        <div className={formClasses.fields}>{what}</div>
        <div className={classes.settings}>{settings}</div>
      </div>
    </section>
  )
}

interface HeadProps extends NodePaneProps {
  readonly kind: string
  readonly name: string
  readonly error: string | null
  readonly isOff: boolean
  readonly onRename: (name: string) => void
}

/** Marks the field that a new step begins with. */
export const nameFieldId = 'step-name'

function Head({ editor, row, kind, name, error, isOff: isDisabled, onRename }: HeadProps) {
  return (
    <div className={classes.first}>
      <TextInput
        id={nameFieldId}
        label="Name"
        className={classes.name ?? ''}
        value={name}
        error={error}
        onChange={event => onRename(event.currentTarget.value)}
      />
      <div className={classes.kind}>
        <span className={classes.kindName}>
          <Icon name={row.action === null ? 'process' : actionIcons[row.action.settings.type]} size={14} />
          {kind}
        </span>
        <Switch
          label="Enabled"
          checked={!isDisabled}
          onChange={event => editor.run({ kind: 'enable', key: row.key, isDisabled: !event.currentTarget.checked })}
        />
      </div>
    </div>
  )
}

/** The actions of a step, in their order. */
function ActionList({ editor, row, onAddAction }: NodePaneProps) {
  const select = (key: NodeKey) => editor.select(key)
  return (
    <section className={formClasses.fields} aria-label="Actions">
      <p className={formClasses.hint}>
        For each target the actions run one after another, in this order. Targets do not wait for one another in
        between.
      </p>
      <ol className={classes.actions}>
        {row.step.actions.map((action, index) => (
          <li key={action.key}>
            <button type="button" className={classes.action} onClick={() => select(action.key)}>
              <span className={classes.actionNumber}>
                {row.number}.{index + 1}
              </span>
              <Icon name={actionIcons[action.settings.type]} size={14} />
              <span className={classes.actionName}>{nameOf(row.step, action) || 'Without a name'}</span>
              <span className={formClasses.hint}>{actionTypeNames[action.settings.type]}</span>
            </button>
          </li>
        ))}
      </ol>
      <div>
        <Button size="compact-sm" variant="default" leftSection={<Icon name="plus" size={12} />} onClick={onAddAction}>
          Add action
        </Button>
      </div>
    </section>
  )
}
