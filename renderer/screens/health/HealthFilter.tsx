import { Button, Select } from '@mantine/core'
import { type HealthStatus, type HealthView, healthStatuses } from '@shared/model/health'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { useCall } from '../../stores/use-call'
import { healthLooks } from './HealthBadge'

/** Checks every enabled target. */
export function CheckAll({ health }: { readonly health: readonly HealthView[] }) {
  const { run, isBusy, failure } = useCall('health.check')
  return (
    <>
      {failure && <FailureAlert failure={failure} />}
      <Button
        variant="default"
        leftSection={<Icon name="refresh" size={14} />}
        loading={isBusy || (health.length > 0 && health.every(item => item.isChecking))}
        onClick={() => void run({})}
      >
        Check all
      </Button>
    </>
  )
}

interface HealthFilterProps {
  readonly health: readonly HealthView[]
  readonly value: HealthStatus | null
  readonly onChange: (status: HealthStatus | null) => void
}

/** Narrows the targets to those of one health, and says how many there are of each. */
export function HealthFilter({ health, value, onChange }: HealthFilterProps) {
  const countOf = (status: HealthStatus) => health.filter(item => item.status === status).length
  return (
    <Select
      aria-label="Health"
      placeholder="Any health"
      clearable
      w={190}
      data={healthStatuses
        .filter(status => countOf(status) > 0 || status === value)
        .map(status => ({ value: status, label: `${healthLooks[status].word} (${countOf(status)})` }))}
      value={value}
      onChange={status => onChange(healthStatuses.find(item => item === status) ?? null)}
    />
  )
}
