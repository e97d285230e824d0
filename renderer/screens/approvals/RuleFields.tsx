import { NumberInput, Switch } from '@mantine/core'
import type { ApprovalRule } from '@shared/model/approval'
import form from '../../forms/form.module.css'

interface RuleFieldsProps {
  /** Undefined where nothing has to be approved. */
  readonly rule: ApprovalRule | undefined
  readonly onChange: (rule: ApprovalRule | undefined) => void
  /** What is wrong with the fields. */
  readonly errors: { readonly count?: string; readonly hours?: string }
}

/** What has to be approved before something is deployed. */
export function RuleFields({ rule, onChange, errors }: RuleFieldsProps) {
  return (
    <>
      <Switch
        label="Deployments have to be approved"
        description="By people whose keys are known here, with signed files. Projects may ask for more."
        checked={rule !== undefined}
        onChange={event => onChange(event.currentTarget.checked ? { count: 1 } : undefined)}
      />
      {rule !== undefined && (
        <div className={form.row}>
          <NumberInput
            className={form.grow ?? ''}
            label="How many people"
            description="Besides the one who deploys"
            min={1}
            max={10}
            allowDecimal={false}
            value={rule.count === 0 ? '' : rule.count}
            error={errors.count}
            onChange={value => onChange({ ...rule, count: Number(value) || 0 })}
          />
          <NumberInput
            className={form.grow ?? ''}
            label="For how many hours"
            description="Empty: while the plan stays"
            min={1}
            max={8760}
            allowDecimal={false}
            value={rule.hours ?? ''}
            error={errors.hours}
            onChange={value => onChange(value === '' ? { count: rule.count } : { ...rule, hours: Number(value) || 0 })}
          />
        </div>
      )}
    </>
  )
}
