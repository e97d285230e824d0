import { MultiSelect, Radio, Select, Switch } from '@mantine/core'
import type { TargetId } from '@shared/ids'
import { defaultMaxParallel } from '@shared/plan/plan-deployment'
import type { DraftStep, StepChange } from '../draft/nodes'
import type { Around } from '../use-around'
import { AmountField, NumberField, OptionalNumberField, SecondsField } from './fields'
import type { IssueOf } from './form-host'
import classes from './forms.module.css'

export interface RollingFieldsProps {
  readonly step: DraftStep
  readonly issueOf: IssueOf
  readonly around: Around
  readonly onChange: (change: StepChange) => void
}

/** How a step goes through its targets: how many at a time, in which order, when it stops, and who goes first. */
export function RollingFields(props: RollingFieldsProps) {
  const { step, issueOf, onChange } = props
  const { window, maxParallel } = step.settings
  return (
    <>
      <Radio.Group
        label="Pace"
        value={window === undefined ? 'all' : 'rolling'}
        onChange={pace =>
          onChange({ window: pace === 'all' ? undefined : (step.kept.window ?? { unit: 'targets', count: 1 }) })
        }
      >
        <div className={classes.radios}>
          <Radio value="all" label="All targets side by side" />
          <Radio
            value="rolling"
            label="Rolling: a few targets at a time, the next as soon as one has done all the actions"
          />
        </div>
      </Radio.Group>
      <div className={classes.half}>
        {window !== undefined && (
          <AmountField
            label="At a time"
            value={window}
            error={issueOf('window')}
            onChange={next => onChange({ window: next })}
          />
        )}
        <OptionalNumberField
          label={window === undefined ? 'At most at the same time' : 'Never more than'}
          description={`Empty: ${defaultMaxParallel}, as in every step.`}
          placeholder={String(defaultMaxParallel)}
          value={maxParallel}
          error={issueOf('maxParallel')}
          onChange={next => onChange({ maxParallel: next })}
        />
      </div>
      <Order {...props} />
      <StopAfter {...props} />
      <Canary {...props} />
    </>
  )
}

function Order({ step, issueOf, around, onChange }: RollingFieldsProps) {
  const { order } = step.settings
  const choose = (by: string | null) => {
    if (by === 'name') return onChange({ order: undefined })
    const kept = step.kept.order?.by === 'list' ? step.kept.order : { by: 'list' as const, targets: [] }
    onChange({ order: by === 'list' ? kept : { by: 'name-backwards' } })
  }
  const known = new Set<string>(around.targets.map(target => target.id))
  return (
    <div className={classes.half}>
      <Select
        label="Order of targets"
        data={[
          { value: 'name', label: 'By name' },
          { value: 'name-backwards', label: 'By name, backwards' },
          { value: 'list', label: 'Chosen ones first, then by name' }
        ]}
        value={order?.by ?? 'name'}
        onChange={choose}
      />
      {order?.by === 'list' && (
        <MultiSelect
          label="First, in this order"
          searchable
          nothingFoundMessage="No target has that name"
          placeholder={order.targets.length === 0 ? 'Choose targets' : ''}
          data={[
            ...around.targets.map(({ id, name }) => ({ value: id as string, label: name })),
            ...order.targets
              .filter(id => !known.has(id))
              .map(id => ({ value: id as string, label: 'A deleted target' }))
          ]}
          value={[...order.targets]}
          error={issueOf('order')}
          onChange={targets => onChange({ order: { by: 'list', targets: targets as TargetId[] } })}
        />
      )}
    </div>
  )
}

function StopAfter({ step, issueOf, onChange }: RollingFieldsProps) {
  const { stopAfter, window } = step.settings
  return (
    <>
      <Switch
        label="Decide how many failures stop it"
        description={
          window === undefined
            ? 'Otherwise every target has its turn, however many fail.'
            : 'Otherwise no further target begins once one has failed; those that have begun end.'
        }
        checked={stopAfter !== undefined}
        onChange={event =>
          onChange({
            stopAfter: event.currentTarget.checked ? (step.kept.stopAfter ?? { unit: 'targets', count: 2 }) : undefined
          })
        }
      />
      {stopAfter !== undefined && (
        <div className={classes.indent}>
          <AmountField
            label="No further target begins after"
            value={stopAfter}
            error={issueOf('stopAfter')}
            onChange={next => onChange({ stopAfter: next })}
          />
        </div>
      )}
    </>
  )
}

function Canary({ step, issueOf, onChange }: RollingFieldsProps) {
  const { canary } = step.settings
  return (
    <>
      <Switch
        label="Canary: a few targets first"
        description="The rest begins only when those have succeeded."
        checked={canary !== undefined}
        onChange={event =>
          onChange({
            canary: event.currentTarget.checked
              ? (step.kept.canary ?? { targets: 1, holds: true, soakSeconds: 0 })
              : undefined
          })
        }
      />
      {canary !== undefined && (
        <div className={classes.indent}>
          <div className={classes.half}>
            <NumberField
              label="Targets that go first"
              value={canary.targets}
              error={issueOf('canary.targets')}
              onChange={targets => onChange({ canary: { ...canary, targets } })}
            />
            <SecondsField
              label="Then rest for"
              value={canary.soakSeconds}
              error={issueOf('canary.soakSeconds')}
              onChange={soakSeconds => onChange({ canary: { ...canary, soakSeconds } })}
            />
          </div>
          <Switch
            label="Ask a person before the rest"
            checked={canary.holds}
            onChange={event => onChange({ canary: { ...canary, holds: event.currentTarget.checked } })}
          />
        </div>
      )}
    </>
  )
}
