import { SegmentedControl, Switch } from '@mantine/core'
import { channelsWords, environmentsWords, schedulingWords } from '@shared/model/process-words'
import { lowerFirst } from '@shared/plan/words'
import { useId } from 'react'
import type { DraftStep, StepChange, StepSettings } from '../draft/nodes'
import { sentence } from '../draft/rows'
import { targetSettings } from '../draft/settings'
import { tenantWords } from '../draft/tenant-words'
import type { Around } from '../use-around'
import { ChannelFields } from './ChannelFields'
import { ConditionFields, conditionSummary } from './ConditionFields'
import { EnvironmentFields } from './EnvironmentFields'
import { FailingFields, failingSummary } from './FailingFields'
import { Fold } from './Fold'
import { type ActionForm, hasIssue, type IssueOf } from './form-host'
import classes from './forms.module.css'
import { MarkdownField } from './MarkdownField'
import { PropertyFields, propertiesSummary } from './PropertyFields'
import { RollbackFields, rollbackSummary } from './RollbackFields'
import { RollingFields } from './RollingFields'
import { TenantTagFields } from './TenantTagFields'
import type { Folds } from './use-folds'
import { WhereFields, whereSummary } from './WhereFields'

/** What a form of a step works with. */
export interface StepForm {
  readonly step: DraftStep
  /** Its place among the steps, from 0. */
  readonly index: number
  /** Whether any step uses packages. */
  readonly hasPackages: boolean
  readonly issueOf: IssueOf
  readonly around: Around
  readonly folds: Folds
  readonly onChange: (change: StepChange) => void
  readonly onRelocate: (location: StepSettings['location']) => void
}

export function WhereSection({ folds, ...form }: StepForm) {
  return (
    <Fold
      title="Where"
      summary={whereSummary(form.step)}
      isOpen={folds.isOpen('where')}
      onToggle={() => folds.toggle('where')}
      hasIssue={hasIssue(form.issueOf, 'location', 'roles')}
    >
      <WhereFields {...form} />
    </Fold>
  )
}

/** When a step runs; with the environments of its action, where that is its only one. */
export function WhenSection({ form, action }: { readonly form: StepForm; readonly action: ActionForm | null }) {
  const { step, index, issueOf, around, folds, onChange } = form
  const { condition, startsWithPrevious } = step.settings
  const parts = [
    ...(index > 0 && startsWithPrevious ? ['together with the step before'] : []),
    conditionSummary(condition, 'step'),
    ...packageWords(step.settings),
    ...(action === null ? [] : onlyWords(action))
  ]
  return (
    <Fold
      title="When"
      summary={sentence(parts.map(lowerFirst).join(' · '))}
      isOpen={folds.isOpen('when')}
      onToggle={() => folds.toggle('when')}
      hasIssue={
        hasIssue(issueOf, 'condition') ||
        (action !== null && hasIssue(action.issueOf, 'environments', 'excludedEnvironments', 'channels', 'tenantTags'))
      }
    >
      {(index > 0 || startsWithPrevious === true) && (
        <Switch
          label="Start together with the step before"
          description={
            index > 0
              ? 'They run side by side; what comes after waits for both. Neither sees whether the other fails.'
              : 'The first step has none before it, so this says nothing here.'
          }
          checked={startsWithPrevious === true}
          onChange={event => onChange({ startsWithPrevious: event.currentTarget.checked ? true : undefined })}
        />
      )}
      <ConditionFields
        of="step"
        isFirst={index === 0}
        condition={condition}
        kept={step.kept.condition}
        issueOf={issueOf}
        variables={around.variables}
        onChange={next => onChange({ condition: next })}
      />
      {action !== null && <EnvironmentFields {...action} />}
      {action !== null && <ChannelFields {...action} />}
      {action !== null && <TenantTagFields {...action} />}
      {(form.hasPackages || step.settings.packageRequirement !== undefined) && <PackageRequirement {...form} />}
    </Fold>
  )
}

const requirementWords = {
  'before-packages': 'before packages are brought',
  'after-packages': 'after packages are brought'
} as const

const packageWords = ({ packageRequirement }: StepSettings): readonly string[] =>
  packageRequirement === undefined ? [] : [requirementWords[packageRequirement]]

/** Whether a step wants the packages of the deployment to be at their places. */
function PackageRequirement({ step, onChange }: StepForm) {
  const id = useId()
  const value = step.settings.packageRequirement ?? 'any'
  const choose = (next: string) =>
    onChange({ packageRequirement: next === 'before-packages' || next === 'after-packages' ? next : undefined })
  return (
    <div className={classes.pairs}>
      <div className={classes.row}>
        <span id={id} className={classes.label}>
          Packages
        </span>
        <SegmentedControl
          aria-labelledby={id}
          data={[
            { value: 'any', label: 'No matter' },
            { value: 'before-packages', label: 'Before they are brought' },
            { value: 'after-packages', label: 'After they are brought' }
          ]}
          value={value}
          onChange={choose}
        />
      </div>
      <p className={classes.hint}>
        All packages are brought to their places at once, right before the first step that uses one or asks for them.
      </p>
    </div>
  )
}

/** Where an action takes part, if not everywhere. */
const onlyWords = ({ settings, around }: ActionForm): readonly string[] =>
  [
    environmentsWords(settings, around.nameOfEnvironment),
    channelsWords(settings, around.nameOfChannel),
    tenantWords(settings)
  ].filter(words => words !== null)

/** When one of several actions runs. */
export function ActionWhenSection({
  form,
  folds,
  isFirst
}: {
  readonly form: ActionForm
  readonly folds: Folds
  readonly isFirst: boolean
}) {
  const { action, settings, issueOf, around, onChange } = form
  const parts = [conditionSummary(settings.condition, 'action'), ...onlyWords(form)]
  return (
    <Fold
      title="When"
      summary={parts.join(' · ')}
      isOpen={folds.isOpen('when')}
      onToggle={() => folds.toggle('when')}
      hasIssue={hasIssue(issueOf, 'condition', 'environments', 'excludedEnvironments', 'channels', 'tenantTags')}
    >
      <ConditionFields
        of="action"
        isFirst={isFirst}
        condition={settings.condition}
        kept={action.kept.condition}
        issueOf={issueOf}
        variables={around.variables}
        onChange={next => onChange({ condition: next?.when === 'cancel' ? undefined : next })}
      />
      <EnvironmentFields {...form} />
      <ChannelFields {...form} />
      <TenantTagFields {...form} />
    </Fold>
  )
}

/** How a step goes through its targets; nothing for one that has none. */
export function RollingSection({ step, issueOf, around, folds, onChange }: StepForm) {
  const { settings } = step
  const isSaid = targetSettings.some(name => name !== 'needsTargets' && settings[name] !== undefined)
  if (settings.location === 'here' && !isSaid) return null
  return (
    <Fold
      title="Rolling"
      summary={
        settings.location === 'here'
          ? 'Says nothing for a step that runs once'
          : sentence(schedulingWords(settings).join(' · '))
      }
      isOpen={folds.isOpen('rolling')}
      onToggle={() => folds.toggle('rolling')}
      hasIssue={hasIssue(issueOf, 'window', 'maxParallel', 'order', 'stopAfter', 'canary')}
    >
      <RollingFields step={step} issueOf={issueOf} around={around} onChange={onChange} />
    </Fold>
  )
}

export function FailingSection({ form, folds }: { readonly form: ActionForm; readonly folds: Folds }) {
  return (
    <Fold
      title="If it fails"
      summary={failingSummary(form.action)}
      isOpen={folds.isOpen('failing')}
      onToggle={() => folds.toggle('failing')}
      hasIssue={hasIssue(form.issueOf, 'isRequired', 'retries', 'timeoutSeconds')}
    >
      <FailingFields {...form} />
    </Fold>
  )
}

/** Nothing for a runbook, which nobody rolls back. */
export function RollbackSection({ form, folds }: { readonly form: ActionForm; readonly folds: Folds }) {
  if (form.around.kind === 'runbook') return null
  return (
    <Fold
      title="Rollback"
      summary={rollbackSummary(form.action)}
      isOpen={folds.isOpen('rollback')}
      onToggle={() => folds.toggle('rollback')}
      hasIssue={hasIssue(form.issueOf, 'isIrreversible', 'isLeftOutOnRollback')}
    >
      <RollbackFields {...form} />
    </Fold>
  )
}

/** Nothing where there are none: an import brings them, and nobody has to add any by hand. */
export function PropertiesSection({ form, folds }: { readonly form: ActionForm; readonly folds: Folds }) {
  if (Object.keys(form.settings.properties ?? {}).length === 0) return null
  return (
    <Fold
      title="Properties"
      summary={propertiesSummary(form.action)}
      isOpen={folds.isOpen('properties')}
      onToggle={() => folds.toggle('properties')}
      hasIssue={hasIssue(form.issueOf, 'properties')}
    >
      <PropertyFields {...form} />
    </Fold>
  )
}

export function NotesSection({ form, folds }: { readonly form: ActionForm; readonly folds: Folds }) {
  const { settings, issueOf, onChange } = form
  const [first = ''] = (settings.notes ?? '').trim().split('\n')
  return (
    <Fold
      title="Notes"
      summary={first === '' ? 'None' : first}
      isOpen={folds.isOpen('notes')}
      onToggle={() => folds.toggle('notes')}
      hasIssue={hasIssue(issueOf, 'notes')}
    >
      <MarkdownField
        label="Notes"
        description="Markdown, for whoever edits the process."
        value={settings.notes ?? ''}
        error={issueOf('notes')}
        onChange={notes => onChange({ notes: notes === '' ? undefined : notes })}
      />
      <p className={classes.hint}>Releases keep them as they were.</p>
    </Fold>
  )
}
