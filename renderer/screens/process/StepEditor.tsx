import { SegmentedControl, Switch, TagsInput, TextInput } from '@mantine/core'
import type { ScriptSyntax } from '@shared/model/process'
import { ScriptEditor } from '../../components/script-editor/ScriptEditor'
import { asSentence } from '../../lib/issues'
import type { DraftField, DraftIssue, DraftStep } from './draft'
import { LocationCards } from './LocationCards'
import classes from './StepEditor.module.css'

export interface StepEditorProps {
  readonly step: DraftStep
  readonly issues: readonly DraftIssue[]
  /** Roles that targets have, to suggest. */
  readonly knownRoles: readonly string[]
  /** Names of the project's variables, to complete. */
  readonly variables: readonly string[]
  readonly onChange: (change: Partial<Omit<DraftStep, 'key'>>) => void
}

const syntaxes: readonly { readonly value: ScriptSyntax; readonly label: string }[] = [
  { value: 'bash', label: 'Bash' },
  { value: 'python', label: 'Python 3' },
  { value: 'powershell', label: 'PowerShell' }
]

/** One step: its name, where it runs, and its script. */
export function StepEditor({ step, issues, knownRoles, variables, onChange }: StepEditorProps) {
  const messageFor = (field: DraftField | null): string | null => {
    const found = issues.filter(issue => issue.key === step.key && issue.field === field)
    return found.length === 0 ? null : found.map(issue => asSentence(issue.message)).join(' ')
  }
  const stepError = messageFor(null)
  return (
    <div className={classes.editor}>
      <div className={classes.first}>
        <TextInput
          label="Name"
          className={classes.name ?? ''}
          value={step.name}
          error={messageFor('name')}
          onChange={event => onChange({ name: event.currentTarget.value })}
        />
        <Switch
          label="Enabled"
          checked={!step.isDisabled}
          onChange={event => onChange({ isDisabled: !event.currentTarget.checked })}
        />
      </div>
      {stepError && <p className={classes.error}>{stepError}</p>}
      <LocationCards value={step.location} onChange={location => onChange({ location })} />
      {step.location !== 'here' && (
        <TagsInput
          label="Roles"
          description="Any one of them is enough. Press Enter after each."
          placeholder={step.roles.length === 0 ? 'For example: web' : ''}
          data={[...knownRoles]}
          value={[...step.roles]}
          error={messageFor('roles')}
          acceptValueOnBlur
          onChange={roles => onChange({ roles })}
        />
      )}
      <TextInput
        label="Run as"
        description={
          step.location === 'targets'
            ? 'A user of the target, by sudo. Empty: the one who logs in.'
            : 'A user of this machine, by sudo without a password. Empty: you.'
        }
        placeholder="For example: postgres"
        className={classes.runAs ?? ''}
        spellCheck={false}
        value={step.runAs}
        error={messageFor('runAs')}
        onChange={event => onChange({ runAs: event.currentTarget.value })}
      />
      <Script
        step={step}
        variables={variables}
        error={messageFor('body') ?? messageFor('syntax')}
        onChange={onChange}
      />
    </div>
  )
}

interface ScriptProps extends Pick<StepEditorProps, 'step' | 'variables' | 'onChange'> {
  readonly error: string | null
}

function Script({ step, variables, error, onChange }: ScriptProps) {
  return (
    <section className={classes.script} aria-label="Script">
      <div className={classes.scriptHead}>
        <SegmentedControl
          aria-label="Syntax"
          data={[...syntaxes]}
          value={step.syntax}
          onChange={syntax => onChange({ syntax: syntax as ScriptSyntax })}
        />
        <span className={classes.hint}>
          <code>{'#{Name}'}</code> is replaced before it runs · Esc, then Tab leaves the editor
        </span>
      </div>
      <ScriptEditor
        key={step.key}
        value={step.body}
        syntax={step.syntax}
        variables={variables}
        label="Script"
        hasError={error !== null}
        onChange={body => onChange({ body })}
      />
      {error && (
        <p className={classes.error} role="alert">
          {error}
        </p>
      )}
    </section>
  )
}
