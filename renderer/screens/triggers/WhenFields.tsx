import { Autocomplete, Chip, Group, NumberInput, Radio, Select, Stack, TextInput } from '@mantine/core'
import type { ProjectId } from '@shared/ids'
import { slotsOf } from '@shared/packages/slots'
import { hourIntervals, minuteIntervals, weekdayNames, weekdayOrder } from '@shared/triggers/presets'
import { scheduleWords } from '@shared/triggers/words'
import { Link } from 'wouter'
import type { SaveForm } from '../../forms/use-save-form'
import { formatTurn } from '../../lib/time'
import { useRead } from '../../stores/catalog'
import { cronIn, slotChoices, type TriggerValues } from './trigger-form'
import classes from './triggers.module.css'
import { useNextTimes } from './use-next-times'

export type TriggerForm = SaveForm<TriggerValues, unknown>['form']

interface PartProps {
  readonly form: TriggerForm
}

/** What sets it off: a schedule, or a package that comes in. */
export function WhenFields({ form, projectId }: PartProps & { readonly projectId: ProjectId }) {
  const { when } = form.values
  return (
    <section className={classes.part} aria-labelledby="trigger-when">
      <h3 id="trigger-when" className={classes.heading}>
        When
      </h3>
      <Radio.Group
        aria-label="When"
        value={when}
        onChange={value => form.setFieldValue('when', value === 'package' ? 'package' : 'schedule')}
      >
        <Group gap={20}>
          <Radio value="schedule" label="At times" />
          <Radio value="package" label="When a package comes in" />
        </Group>
      </Radio.Group>
      {when === 'schedule' ? <ScheduleFields form={form} /> : <PackageField form={form} projectId={projectId} />}
    </section>
  )
}

const timeZones = Intl.supportedValuesOf('timeZone')

const repeats = [
  { value: 'minutes', label: 'Every few minutes' },
  { value: 'hours', label: 'Every hour, or every few' },
  { value: 'days', label: 'On days of the week' },
  { value: 'months', label: 'Once a month' },
  { value: 'cron', label: 'As a cron expression' }
] as const

function ScheduleFields({ form }: PartProps) {
  const change = (value: string | null) => {
    const chosen = repeats.find(item => item.value === value)?.value
    if (chosen === undefined) return
    // Whoever goes on to write cron begins with what was chosen so far.
    if (chosen === 'cron') form.setFieldValue('cron', cronIn(form.values))
    form.setFieldValue('repeats', chosen)
    form.clearFieldError('when.cron')
  }
  return (
    <Stack gap={14}>
      <div className={classes.row}>
        <Select
          label="Repeats"
          data={[...repeats]}
          value={form.values.repeats}
          onChange={change}
          allowDeselect={false}
          className={classes.repeats ?? ''}
          error={form.values.repeats === 'cron' ? null : form.errors['when.cron']}
        />
        <RepeatFields form={form} />
      </div>
      {form.values.repeats === 'days' && <Weekdays form={form} />}
      <Autocomplete
        label="Time zone"
        placeholder="That of this machine"
        data={timeZones}
        limit={20}
        maw={300}
        value={form.values.timeZone}
        onChange={value => {
          form.setFieldValue('timeZone', value.trim())
          form.clearFieldError('when.timeZone')
        }}
        error={form.errors['when.timeZone']}
      />
      <Times form={form} />
    </Stack>
  )
}

const optionsOf = (intervals: readonly number[], one: string, many: string) =>
  intervals.map(every => ({ value: String(every), label: every === 1 ? one : `Every ${every} ${many}` }))

/** What belongs to how it repeats. */
function RepeatFields({ form }: PartProps) {
  const { values } = form
  switch (values.repeats) {
    case 'minutes':
      return (
        <Select
          label="Interval"
          data={optionsOf(minuteIntervals, 'Every minute', 'minutes')}
          value={String(values.everyMinutes)}
          onChange={value => value !== null && form.setFieldValue('everyMinutes', Number(value))}
          allowDeselect={false}
        />
      )
    case 'hours':
      return (
        <>
          <Select
            label="Interval"
            data={optionsOf(hourIntervals, 'Every hour', 'hours')}
            value={String(values.everyHours)}
            onChange={value => value !== null && form.setFieldValue('everyHours', Number(value))}
            allowDeselect={false}
          />
          <NumberInput
            label="Minutes past"
            min={0}
            max={59}
            allowDecimal={false}
            w={110}
            {...form.getInputProps('minute')}
          />
        </>
      )
    case 'days':
      return <TextInput label="At" type="time" required={false} w={130} {...form.getInputProps('time')} />
    case 'months':
      return (
        <>
          <Select
            label="Day"
            data={[
              ...Array.from({ length: 31 }, (_, index) => ({ value: String(index + 1), label: String(index + 1) })),
              { value: 'last', label: 'The last one' }
            ]}
            w={130}
            allowDeselect={false}
            {...form.getInputProps('day')}
          />
          <TextInput label="At" type="time" w={130} {...form.getInputProps('time')} />
        </>
      )
    case 'cron':
      return (
        <TextInput
          label="Cron expression"
          description="Minute, hour, day, month, weekday; or with seconds in front."
          className={classes.cron ?? ''}
          value={values.cron}
          onChange={event => {
            form.setFieldValue('cron', event.currentTarget.value)
            form.clearFieldError('when.cron')
          }}
          error={form.errors['when.cron']}
        />
      )
  }
}

function Weekdays({ form }: PartProps) {
  return (
    <Chip.Group
      multiple
      value={form.values.weekdays.map(String)}
      onChange={days => form.setFieldValue('weekdays', days.map(Number))}
    >
      <Group gap={6} role="group" aria-label="Days of the week">
        {weekdayOrder.map(day => (
          <Chip key={day} value={String(day)} size="xs">
            {weekdayNames[day].slice(0, 3)}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  )
}

/** What was chosen, in words, and the next times that it comes to. */
function Times({ form }: PartProps) {
  const cron = cronIn(form.values)
  const { timeZone } = form.values
  const { times, failure } = useNextTimes({ kind: 'schedule', cron, ...(timeZone === '' ? {} : { timeZone }) })
  return (
    <div className={classes.times} aria-live="polite">
      <p>
        <strong>{scheduleWords(cron)}</strong>
        {form.values.repeats === 'days' && form.values.weekdays.length === 0 && ', as no day is chosen'}
      </p>
      {failure !== null && (
        <p className={classes.bad}>
          {[failure.issues?.map(({ message }) => `It ${message}.`).join(' '), failure.remedy].filter(Boolean).join(' ')}
        </p>
      )}
      {times !== null && (
        <>
          <p className={classes.quiet}>Next, by the clock of this machine:</p>
          <ol>
            {times.map(at => (
              <li key={at}>{formatTurn(at)}</li>
            ))}
          </ol>
        </>
      )}
    </div>
  )
}

function PackageField({ form, projectId }: PartProps & { readonly projectId: ProjectId }) {
  const { load } = useRead('process.get', { projectId })
  const choices = load.state === 'ready' ? slotChoices(slotsOf(load.value.steps)) : []
  if (load.state === 'ready' && choices.length === 0)
    return (
      <p className={classes.quiet}>
        The{' '}
        <Link href={`/projects/${projectId}/process`} className={classes.link ?? ''}>
          process
        </Link>{' '}
        has no package whose version is chosen for a release, so there is nothing to wait for.
      </p>
    )
  return (
    <Select
      label="Package"
      description="A version that is newer than what every release of the channel has, and that its rules allow."
      placeholder="Choose a package of the process"
      data={choices}
      value={form.values.slot === '' ? null : form.values.slot}
      onChange={value => {
        form.setFieldValue('slot', value ?? '')
        form.clearFieldError('when.actionId')
      }}
      error={form.errors['when.actionId']}
    />
  )
}
