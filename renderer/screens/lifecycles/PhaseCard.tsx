import { useDraggable, useDroppable } from '@dnd-kit/core'
import { ActionIcon, Checkbox, Select, Switch, TextInput } from '@mantine/core'
import type { EnvironmentId } from '@shared/ids'
import type { Environment } from '@shared/model/environment'
import type { KeyboardEvent } from 'react'
import { EnvironmentChip } from '../../components/EnvironmentChip'
import { Icon } from '../../components/Icon'
import type { PhaseDraft } from './lifecycle-draft'
import classes from './lifecycles.module.css'
import { RetentionField } from './RetentionField'

export interface PhaseCardProps {
  readonly phase: PhaseDraft
  readonly index: number
  readonly count: number
  readonly environments: readonly Environment[]
  /** Those that another phase names. */
  readonly taken: ReadonlySet<EnvironmentId>
  /** What it keeps where it says nothing itself, in words. */
  readonly inherited: string
  /** What was refused, by field. */
  readonly errors: Readonly<Record<'name' | 'environments' | 'minimum' | 'retention', string | null>>
  readonly isHeld: boolean
  /** Where what is dragged would land. */
  readonly mark: 'top' | 'bottom' | null
  readonly onChange: (changes: Partial<PhaseDraft>) => void
  readonly onMove: (by: 1 | -1) => void
  readonly onRemove: () => void
}

/** The id of the field with the name of a phase. */
export const phaseNameId = (key: string): string => `phase-name-${key}`

/** One phase of the editor. Alt and an arrow move it. */
export function PhaseCard(props: PhaseCardProps) {
  const { phase, index, errors, onChange } = props
  const { setNodeRef } = useDroppable({ id: phase.key })
  const name = nameOf(props)
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
    event.preventDefault()
    props.onMove(event.key === 'ArrowUp' ? -1 : 1)
  }
  return (
    <li
      ref={setNodeRef}
      className={classes.phase}
      data-held={props.isHeld || undefined}
      data-mark={props.mark ?? undefined}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a card */}
      <div role="group" aria-label={`Phase ${index + 1}: ${name}`} onKeyDown={onKeyDown}>
        <PhaseHead {...props} />
        <div className={classes.phaseBody}>
          <Places {...props} />
          <div className={classes.rules}>
            <Minimum phase={phase} error={errors.minimum} onChange={onChange} />
            <RetentionField
              label="Keeps"
              value={phase.retention}
              inherited={props.inherited}
              error={errors.retention}
              onChange={retention => onChange({ retention })}
            />
            <Switch
              label="Optional"
              description="May be passed over: the next phase does not wait for it."
              checked={phase.isOptional}
              onChange={event => onChange({ isOptional: event.currentTarget.checked })}
            />
          </div>
        </div>
      </div>
    </li>
  )
}

const nameOf = ({ phase, index }: Pick<PhaseCardProps, 'phase' | 'index'>): string =>
  phase.name.trim() === '' ? `phase ${index + 1}` : phase.name.trim()

function PhaseHead(props: PhaseCardProps) {
  const { phase, index, count, errors, onChange, onMove, onRemove } = props
  const { setNodeRef, listeners } = useDraggable({ id: phase.key })
  const name = nameOf(props)
  return (
    <div className={classes.phaseHead}>
      <span ref={setNodeRef} className={classes.grip} {...listeners} title="Drag to move, or press Alt and an arrow">
        <Icon name="grip" />
      </span>
      <span className={classes.number}>{index + 1}</span>
      <TextInput
        id={phaseNameId(phase.key)}
        className={classes.phaseName ?? ''}
        aria-label={`Name of phase ${index + 1}`}
        placeholder="Test"
        value={phase.name}
        error={errors.name}
        onChange={event => onChange({ name: event.currentTarget.value })}
      />
      <ActionIcon
        aria-label={`Move ${name} up`}
        title="Move up (Alt+↑)"
        disabled={index === 0}
        onClick={() => onMove(-1)}
      >
        <Icon name="arrow-up" />
      </ActionIcon>
      <ActionIcon
        aria-label={`Move ${name} down`}
        title="Move down (Alt+↓)"
        disabled={index === count - 1}
        onClick={() => onMove(1)}
      >
        <Icon name="arrow-down" />
      </ActionIcon>
      <ActionIcon aria-label={`Remove ${name}`} title="Remove the phase" onClick={onRemove}>
        <Icon name="trash" />
      </ActionIcon>
    </div>
  )
}

/** The environments of a phase; those of other phases are not offered. */
function Places({ phase, index, environments, taken, errors, onChange }: PhaseCardProps) {
  const free = environments.filter(({ id }) => !taken.has(id) && !phase.environments.some(item => item.id === id))
  const set = (next: PhaseDraft['environments']) => onChange({ environments: next })
  return (
    <div className={classes.places}>
      <p className={classes.label}>Environments</p>
      {phase.environments.length === 0 ? (
        <p className={classes.quiet}>Every environment that no other phase names, also those that are added later.</p>
      ) : (
        <ul className={classes.placeList}>
          {phase.environments.map(place => {
            const environment = environments.find(({ id }) => id === place.id)
            const name = environment?.name ?? 'a deleted environment'
            return (
              <li key={place.id} className={classes.placeRow}>
                <span className={classes.placeName}>
                  <EnvironmentChip name={name} isProduction={environment?.isProduction ?? false} />
                </span>
                <Checkbox
                  size="xs"
                  label="Automatic"
                  aria-label={`Deploy to ${name} automatically`}
                  title="Deploys as soon as a release reaches the phase"
                  checked={place.isAutomatic}
                  onChange={event => {
                    const isAutomatic = event.currentTarget.checked
                    set(phase.environments.map(item => (item.id === place.id ? { ...item, isAutomatic } : item)))
                  }}
                />
                <ActionIcon
                  aria-label={`Take ${name} out of the phase`}
                  title="Take it out of the phase"
                  onClick={() => set(phase.environments.filter(item => item.id !== place.id))}
                >
                  <Icon name="x" size={13} />
                </ActionIcon>
              </li>
            )
          })}
        </ul>
      )}
      <Select
        aria-label={`Add an environment to phase ${index + 1}`}
        placeholder={free.length === 0 ? 'Every environment is in a phase' : 'Add an environment…'}
        size="xs"
        searchable
        disabled={free.length === 0}
        data={free.map(({ id, name }) => ({ value: id as string, label: name }))}
        value={null}
        error={errors.environments}
        onChange={chosen => {
          const added = free.find(({ id }) => id === chosen)
          if (added) set([...phase.environments, { id: added.id, isAutomatic: false }])
        }}
      />
    </div>
  )
}

interface MinimumProps {
  readonly phase: PhaseDraft
  readonly error: string | null
  readonly onChange: PhaseCardProps['onChange']
}

/** How many successes the next phase waits for. */
function Minimum({ phase: { minimum, environments }, error, onChange }: MinimumProps) {
  const count = environments.length
  const most = Math.max(count - 1, minimum, environments.length === 0 ? 3 : 0)
  const numbers = Array.from({ length: most }, (_, index) => index + 1)
  return (
    <Select
      label="The next phase opens after a success in"
      data={[
        { value: '0', label: count === 1 ? 'Its environment' : 'All of them' },
        ...numbers.map(number => ({
          value: String(number),
          label: count > 0 && number > count ? `Any ${number} of them (there are ${count})` : `Any ${number} of them`
        }))
      ]}
      allowDeselect={false}
      value={String(minimum)}
      error={error}
      onChange={value => onChange({ minimum: Number(value ?? 0) })}
    />
  )
}
