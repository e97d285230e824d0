import { NumberInput, Switch, TagsInput, Textarea, TextInput } from '@mantine/core'
import type { Policy } from '@shared/model/health'
import { api } from '../../api'
import { ScriptEditor } from '../../components/script-editor/ScriptEditor'
import { FormFrame } from '../../forms/FormFrame'
import { useRecordForm } from '../../forms/use-record-form'
import type { SaveForm } from '../../forms/use-save-form'
import { useCatalog } from '../../stores/catalog'
import classes from './policies.module.css'
import { type PolicyFormValues, policyFields, policyFormValues, policyInputOf } from './policy-form'

interface PolicyDrawerProps {
  /** Null makes a new one. */
  readonly policy: Policy | null
  readonly onClose: () => void
}

/** Adds or changes a policy. */
export function PolicyDrawer({ policy, onClose }: PolicyDrawerProps) {
  const save = useRecordForm({
    stored: policyFormValues(policy),
    what: 'The policy',
    fields: policyFields,
    prefix: 'value',
    send: values => {
      const value = policyInputOf(values)
      return policy ? api.call('policy.update', { id: policy.id, value }) : api.call('policy.create', value)
    }
  })
  const leave = async () => {
    await useCatalog.getState().refresh('policy')
    onClose()
  }
  return (
    <FormFrame
      shape="drawer"
      title={policy ? `Edit ${policy.name}` : 'Add policy'}
      size="lg"
      submitLabel={policy ? 'Save' : 'Add policy'}
      save={save}
      onClose={onClose}
      onSaved={leave}
    >
      <TextInput label="Name" placeholder="Web servers" data-autofocus {...save.form.getInputProps('name')} />
      <Textarea label="Description" rows={2} {...save.form.getInputProps('description')} />
      <Schedule save={save} />
      <Looks save={save} />
    </FormFrame>
  )
}

interface FieldsProps {
  readonly save: SaveForm<PolicyFormValues, Policy>
}

function Schedule({ save }: FieldsProps) {
  return (
    <>
      <Switch
        label="Check by schedule"
        description="While this window is open, or “slipway agent” runs. Otherwise only when somebody asks."
        {...save.form.getInputProps('isScheduled', { type: 'checkbox' })}
      />
      {save.form.values.isScheduled && (
        <NumberInput
          label="Minutes between checks"
          allowDecimal={false}
          min={1}
          className={classes.number ?? ''}
          {...save.form.getInputProps('intervalMinutes')}
        />
      )}
    </>
  )
}

function Looks({ save }: FieldsProps) {
  const { values, errors } = save.form
  return (
    <>
      <Switch
        label="Connection only"
        description="Look at nothing but whether somebody can log in."
        {...save.form.getInputProps('isConnectionOnly', { type: 'checkbox' })}
      />
      {!values.isConnectionOnly && (
        <>
          <NumberInput
            label="Free disk space to warn below (MB)"
            description="0 never warns."
            allowDecimal={false}
            min={0}
            className={classes.number ?? ''}
            {...save.form.getInputProps('warnBelowMegabytes')}
          />
          <TagsInput
            label="Programs"
            description="Without one of them the target is unhealthy. Press Enter after each."
            placeholder={values.requiredTools.length === 0 ? 'tar' : ''}
            splitChars={[',', ' ']}
            acceptValueOnBlur
            {...save.form.getInputProps('requiredTools')}
            error={toolsError(errors)}
          />
          <section className={classes.script} aria-label="Script">
            <span className={classes.label}>Script</span>
            <p className={classes.hint}>
              Bash, run on the target after the rest. <code>echo_warning</code>, <code>echo_error</code> and{' '}
              <code>fail_healthcheck</code> say what was found. Esc, then Tab leaves the editor.
            </p>
            <div className={classes.editor}>
              <ScriptEditor
                value={values.script}
                syntax="bash"
                variables={[]}
                label="Script"
                hasError={errors.script !== undefined}
                onChange={script => save.form.setFieldValue('script', script)}
              />
            </div>
            {errors.script && (
              <p className={classes.error} role="alert">
                {errors.script}
              </p>
            )}
          </section>
        </>
      )}
    </>
  )
}

/** The list's own message, or that of its first refused entry. */
const toolsError = (errors: FieldErrors) =>
  errors.requiredTools ?? Object.entries(errors).find(([path]) => path.startsWith('requiredTools.'))?.[1] ?? null

type FieldErrors = SaveForm<PolicyFormValues, Policy>['form']['errors']
