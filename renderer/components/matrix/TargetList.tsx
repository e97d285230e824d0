import { TextInput } from '@mantine/core'
import type { Deployment } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import type { Stage } from '@shared/plan/plan'
import { type MouseEvent, useState } from 'react'
import { plural } from '../../lib/plural'
import { Icon } from '../Icon'
import { PlaceMark } from '../log/PlaceMark'
import { StateBadge } from '../StateBadge'
import type { Place } from './matrix-model'
import classes from './TargetList.module.css'
import { listTargets } from './target-list'

export interface TargetListProps {
  readonly deployment: Deployment
  readonly places: readonly Place[]
  /** Shows the targets as they are in this step; null shows them over all steps. */
  readonly stage: Stage | null
  readonly selected: ReadonlySet<RunId>
  readonly onPick: (runs: readonly RunId[], isAdding: boolean) => void
}

/** Many targets as a list that can be searched, failed ones first. */
export function TargetList({ deployment, places, stage, selected, onPick }: TargetListProps) {
  const [query, setQuery] = useState('')
  // A whole step that is chosen marks nothing here: every row would look chosen.
  const isWholeStep = stage !== null && selected.size === stage.runs.length
  const rows = listTargets(deployment, places, stage, query)
  return (
    <section className={classes.section} aria-label="Targets">
      <div className={classes.head}>
        <h3 className={classes.title}>
          {plural(rows.length, 'target')}
          {stage && <span className={classes.in}> in {stage.name}</span>}
        </h3>
        <TextInput
          size="xs"
          placeholder="Find a target"
          aria-label="Find a target"
          leftSection={<Icon name="search" size={13} />}
          value={query}
          onChange={event => setQuery(event.currentTarget.value)}
        />
      </div>
      <ul className={classes.list}>
        {rows.map(({ place, state, runs, done }) => (
          <li key={place.id} className={classes.item}>
            <button
              type="button"
              className={classes.target}
              aria-pressed={!isWholeStep && runs.every(run => selected.has(run))}
              onClick={(event: MouseEvent) => onPick(runs, event.ctrlKey || event.metaKey)}
            >
              <PlaceMark index={place.index} />
              <span className={classes.name}>{place.name}</span>
              <StateBadge
                state={state}
                {...(state === 'pending' && done > 0 ? { text: `${done} of ${runs.length} done` } : {})}
              />
            </button>
          </li>
        ))}
      </ul>
      {rows.length === 0 && <p className={classes.none}>No target is called like that.</p>}
    </section>
  )
}
