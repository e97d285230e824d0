import { TextInput } from '@mantine/core'
import type { Deployment } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import { type MouseEvent, memo, useState } from 'react'
import { plural } from '../../lib/plural'
import { Icon } from '../Icon'
import { PlaceMark } from '../log/PlaceMark'
import { StateBadge, stateLooks } from '../StateBadge'
import { CountLetters } from './CountLetters'
import type { Place, StepRow } from './matrix-model'
import classes from './TargetList.module.css'
import { groupByRole, listTargets, type RoleGroup, type TargetRow } from './target-list'

export interface TargetListProps {
  readonly deployment: Deployment
  readonly places: readonly Place[]
  /** Shows the targets as they are in this step; null shows them over all steps. */
  readonly row: StepRow | null
  readonly selected: ReadonlySet<RunId>
  readonly onPick: (runs: readonly RunId[], isAdding: boolean) => void
}

/** Height of a row in pixels, as the style sheet has it. */
const rowHeight = 28

/** Many targets as a list that can be searched, by role, failed ones first. */
export function TargetList({ deployment, places, row, selected, onPick }: TargetListProps) {
  const [query, setQuery] = useState('')
  // A whole step that is chosen marks nothing here: every row would look chosen.
  const isWholeStep = row !== null && selected.size === row.stages.reduce((sum, stage) => sum + stage.runs.length, 0)
  const rows = listTargets(deployment, places, row?.stages ?? null, query)
  const groups = groupByRole(deployment.plan, rows)
  const pickIn = (group: RoleGroup, event: MouseEvent) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-index]') : null
    const item = button ? group.rows[Number(button.dataset.index)] : undefined
    if (item)
      onPick(
        item.runs.map(run => run.id),
        event.ctrlKey || event.metaKey
      )
  }
  return (
    <section className={classes.section} aria-label="Targets">
      <div className={classes.head}>
        <h3 className={classes.title}>
          {plural(rows.length, 'target')}
          {row && <span className={classes.in}> in {row.name}</span>}
        </h3>
        <TextInput
          size="xs"
          placeholder="Find a target"
          aria-label="Find a target"
          data-find-target
          leftSection={<Icon name="search" size={13} />}
          value={query}
          onChange={event => setQuery(event.currentTarget.value)}
        />
      </div>
      {groups.map(group => (
        <div
          key={group.role}
          className={classes.members}
          style={{ containIntrinsicHeight: `auto ${group.rows.length * rowHeight}px` }}
        >
          {groups.length > 1 && <RoleHead group={group} />}
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: the clicks of the buttons in it, which keys make as well */}
          <ul
            className={classes.list}
            aria-label={groups.length > 1 ? group.role : 'Targets'}
            onClick={event => pickIn(group, event)}
          >
            {group.rows.map(({ place, state, runs, done }, index) => (
              <TargetItem
                key={place.id}
                place={place}
                state={state}
                done={done}
                total={runs.length}
                index={index}
                isSelected={!isWholeStep && runs.every(run => selected.has(run.id))}
              />
            ))}
          </ul>
        </div>
      ))}
      {rows.length === 0 && <p className={classes.none}>No target is called like that.</p>}
    </section>
  )
}

/** What a group is for, how many of it look like what, and a dot for each: the shape of the whole at a glance. */
function RoleHead({ group }: { readonly group: RoleGroup }) {
  return (
    <div className={classes.group}>
      <h4 className={classes.role}>
        <span>{group.role}</span>
        <CountLetters counts={group.counts} />
      </h4>
      <div className={classes.dots} aria-hidden>
        {group.rows.map(({ place, state }) => (
          <span
            key={place.id}
            className={classes.dot}
            data-state={state}
            data-tone={stateLooks[state].tone}
            title={`${place.name}: ${stateLooks[state].word.toLowerCase()}`}
          />
        ))}
      </div>
    </div>
  )
}

interface TargetItemProps extends Pick<TargetRow, 'place' | 'state' | 'done'> {
  readonly total: number
  /** Position in its list, by which that knows what was clicked. */
  readonly index: number
  readonly isSelected: boolean
}

/** Drawn anew only when something about it changed: there may be hundreds. */
const TargetItem = memo(function TargetItem({ place, state, done, total, index, isSelected }: TargetItemProps) {
  return (
    <li className={classes.item}>
      <button type="button" className={classes.target} aria-pressed={isSelected} data-index={index}>
        <PlaceMark index={place.index} />
        <span className={classes.name}>{place.name}</span>
        <StateBadge state={state} {...(state === 'pending' && done > 0 ? { text: `${done} of ${total} done` } : {})} />
      </button>
    </li>
  )
})
