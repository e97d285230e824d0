import { MultiSelect, SegmentedControl, Select, Switch, Textarea, TextInput, UnstyledButton } from '@mantine/core'
import type { TargetId } from '@shared/ids'
import type { Target } from '@shared/model/target'
import { useId } from 'react'
import classes from './LaunchPane.module.css'
import type { LaunchChoices } from './launch-choices'

const minute = 60_000
const patience = [
  { label: 'as long as it takes', ms: null },
  { label: '15 minutes', ms: 15 * minute },
  { label: '1 hour', ms: 60 * minute },
  { label: '4 hours', ms: 240 * minute },
  { label: '1 day', ms: 1440 * minute }
] as const

interface OptionsPaneProps {
  readonly choices: LaunchChoices
  readonly onChoose: (choices: LaunchChoices) => void
  /** Those of the environment, by name. */
  readonly targets: readonly Target[]
  /** Whether failures are put before a person where nobody chooses, and who says so: `As project and environment say`. */
  readonly usual: { readonly isGuided: boolean; readonly by: string }
  /** What is wrong with the moment. */
  readonly issue: string | null
  /** Of the field for the moment: not before it. */
  readonly earliest: string
}

/** What may be chosen besides release and environment. */
export function OptionsPane({ choices, onChoose, targets, usual, issue, earliest }: OptionsPaneProps) {
  const change = (part: Partial<LaunchChoices>) => onChoose({ ...choices, ...part })
  return (
    <section className={classes.options} aria-label="Options">
      <TargetChoice choices={choices} targets={targets} onChange={change} />
      <Choice
        label="When something fails"
        value={choices.guided}
        options={[
          { value: 'usual', label: 'As usual' },
          { value: 'on', label: 'Ask a person' },
          { value: 'off', label: 'Fail' }
        ]}
        hint={
          choices.guided === 'usual'
            ? `${usual.by}: ${usual.isGuided ? 'a person is asked' : 'it fails'}.`
            : choices.guided === 'on'
              ? 'A person chooses: try again, ignore, leave the target out, or fail.'
              : 'Nobody is asked.'
        }
        onChange={guided => change({ guided })}
      />
      <Choice
        label="Begin"
        value={choices.isLater ? 'later' : 'now'}
        options={[
          { value: 'now', label: 'At once' },
          { value: 'later', label: 'Later' }
        ]}
        onChange={value => change({ isLater: value === 'later', startAt: choices.startAt || earliest })}
      />
      {choices.isLater && (
        <TextInput
          label="Not before"
          type="datetime-local"
          min={earliest}
          value={choices.startAt}
          error={issue}
          description="By the clock of this machine, which must be on and have Slipway open."
          onChange={event => change({ startAt: event.currentTarget.value })}
        />
      )}
      <Select
        label={choices.isLater ? 'Wait after that for its turn' : 'Wait for its turn'}
        allowDeselect={false}
        data={patience.map(({ label, ms }) => ({ label, value: String(ms) }))}
        value={String(choices.patienceMs)}
        onChange={value => change({ patienceMs: patience.find(({ ms }) => String(ms) === value)?.ms ?? null })}
      />
      <Switch
        label="Before others that wait"
        description="Its turn comes before those of others without priority."
        checked={choices.hasPriority}
        onChange={event => change({ hasPriority: event.currentTarget.checked })}
      />
      <Textarea
        label="Comment"
        placeholder="For whoever reads about it later"
        autosize
        minRows={1}
        maxRows={5}
        maxLength={2000}
        value={choices.comment}
        onChange={event => change({ comment: event.currentTarget.value })}
      />
      {choices.overridesFreeze !== '' && (
        <p className={classes.choiceHint}>
          In spite of a freeze, because: {choices.overridesFreeze}{' '}
          <UnstyledButton className={classes.link ?? ''} onClick={() => change({ overridesFreeze: '' })}>
            Take back
          </UnstyledButton>
        </p>
      )}
    </section>
  )
}

interface TargetChoiceProps {
  readonly choices: LaunchChoices
  readonly targets: readonly Target[]
  readonly onChange: (part: Partial<LaunchChoices>) => void
}

function TargetChoice({ choices, targets, onChange }: TargetChoiceProps) {
  const { mode, ids } = choices.targets
  const set = (part: Partial<LaunchChoices['targets']>) => onChange({ targets: { ...choices.targets, ...part } })
  return (
    <>
      <Choice
        label="Targets"
        value={mode}
        options={[
          { value: 'all', label: 'All' },
          { value: 'only', label: 'Only these' },
          { value: 'without', label: 'All but these' }
        ]}
        onChange={next => set({ mode: next })}
      />
      {mode !== 'all' && (
        <MultiSelect
          aria-label={mode === 'only' ? 'Only these targets' : 'All but these targets'}
          placeholder={ids.length === 0 ? 'Choose targets' : ''}
          searchable
          clearable
          hidePickedOptions
          maxDropdownHeight={220}
          limit={200}
          nothingFoundMessage="No such target"
          data={targets.map(({ id, name, isDisabled }) => ({
            value: id as string,
            label: isDisabled ? `${name} (disabled)` : name,
            disabled: isDisabled && mode === 'only'
          }))}
          value={[...ids]}
          onChange={next => set({ ids: next as TargetId[] })}
        />
      )}
    </>
  )
}

interface ChoiceProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly options: readonly { readonly value: Value; readonly label: string }[]
  readonly hint?: string
  readonly onChange: (value: Value) => void
}

/** One of a few, side by side. */
function Choice<Value extends string>({ label, value, options, hint, onChange }: ChoiceProps<Value>) {
  const id = useId()
  return (
    <div className={classes.choice}>
      <span id={id} className={classes.choiceLabel}>
        {label}
      </span>
      <SegmentedControl
        aria-labelledby={id}
        fullWidth
        size="xs"
        data={[...options]}
        value={value}
        onChange={next => {
          const option = options.find(item => item.value === next)
          if (option) onChange(option.value)
        }}
      />
      {hint !== undefined && <p className={classes.choiceHint}>{hint}</p>}
    </div>
  )
}
