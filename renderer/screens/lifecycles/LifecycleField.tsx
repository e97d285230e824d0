import { Select } from '@mantine/core'
import type { LifecycleId } from '@shared/ids'
import type { ReactNode } from 'react'
import { PhaseLine } from '../../components/phases/PhaseLine'
import { stagesOf } from '../../components/phases/phase-stages'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import classes from './lifecycles.module.css'

interface LifecycleFieldProps {
  /** The id that was chosen; empty for none. */
  readonly value: string
  /** What counts where none is chosen: its id, null for the default one, and how to say that. */
  readonly fallback: { readonly id: LifecycleId | null; readonly words: string }
  readonly error: ReactNode
  readonly onChange: (id: string) => void
}

/** Chooses a lifecycle, and shows what it means. */
export function LifecycleField({ value, fallback, error, onChange }: LifecycleFieldProps) {
  const { load } = useRead('lifecycle.list', {})
  const environments = valueOr(useRead('environment.list', {}).load, [])
  const lifecycles = valueOr(load, [])
  const inherited = lifecycles.find(({ id, isDefault }) => (fallback.id === null ? isDefault : id === fallback.id))
  const shown = value === '' ? inherited : lifecycles.find(({ id }) => id === value)
  return (
    <div className={classes.picture}>
      <Select
        label="Lifecycle"
        maw={440}
        data={[
          { value: '', label: inherited === undefined ? fallback.words : `${fallback.words}: ${inherited.name}` },
          ...lifecycles.map(({ id, name }) => ({ value: id as string, label: name }))
        ]}
        allowDeselect={false}
        value={value}
        error={error ?? (load.state === 'failed' ? load.failure.message : null)}
        onChange={next => onChange(next ?? '')}
      />
      {shown && <PhaseLine label={`Phases of ${shown.name}`} stages={stagesOf(shown.phases, environments)} />}
    </div>
  )
}
