import { Select, TextInput, UnstyledButton } from '@mantine/core'
import type { Failure } from '@shared/failure'
import type { ActionId, TargetId } from '@shared/ids'
import type { Plan } from '@shared/plan/plan'
import { type Explained, labelsFrom, type Previewed } from '@shared/variables/explained'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { plural } from '../../lib/plural'
import { Icon } from '../Icon'
import { Loaded } from '../Loaded'
import { ExplanationView } from './ExplanationView'
import { type PlanPosition, positionNear, stepOptions, targetOptions, thisMachine } from './plan-places'
import classes from './VariableExplorer.module.css'
import { VariableList } from './VariableList'
import { filtered, inOrder } from './variable-rows'

/** Something fetched, as `Loaded` takes it. */
export type Fetched<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly failure: Failure }
  | { readonly state: 'ready'; readonly value: T; readonly staleBecause: Failure | null }

export interface VariableExplorerProps {
  readonly plan: Plan
  readonly position: PlanPosition
  readonly onPosition: (position: PlanPosition) => void
  /** Every variable of the position. */
  readonly preview: Fetched<Previewed>
  /** The name that is explained; null while all are listed. */
  readonly name: string | null
  readonly explained: Fetched<Explained>
  readonly onExplain: (name: string | null) => void
  readonly onRetry: () => void
  /** Names that whoever deploys is asked for. */
  readonly asked?: readonly string[]
}

/** Every variable of one step on one target, and why it is what it is. */
export function VariableExplorer(props: VariableExplorerProps) {
  const { preview, name, explained, onExplain, onRetry } = props
  const [filter, setFilter] = useState('')
  const list = useRef<HTMLDivElement>(null)
  const back = useRef<HTMLButtonElement>(null)
  const before = useRef(name)
  // The focus follows: into the explanation, and back to the row that it was opened from.
  useEffect(() => {
    if (before.current === name) return
    before.current = name
    if (name === null) list.current?.focus()
    else back.current?.focus()
  }, [name])
  return (
    <div className={classes.explorer}>
      <PositionFields {...props} />
      {name === null ? (
        <Loaded load={preview} onRetry={onRetry} what="the variables">
          {({ variables }) => (
            <Listed {...props} variables={variables} list={list} filter={filter} onFilter={setFilter} />
          )}
        </Loaded>
      ) : (
        <>
          <UnstyledButton ref={back} className={classes.back ?? ''} onClick={() => onExplain(null)}>
            <Icon name="chevron-right" size={12} />
            All variables
          </UnstyledButton>
          <div className={classes.explanation}>
            <Loaded load={explained} onRetry={onRetry} what="the explanation">
              {({ explanation, labels }) => <ExplanationView explanation={explanation} labels={labelsFrom(labels)} />}
            </Loaded>
          </div>
        </>
      )}
    </div>
  )
}

function PositionFields({ plan, position, onPosition }: VariableExplorerProps) {
  const choose = (wanted: Partial<PlanPosition>) => {
    const next = positionNear(plan, { ...position, ...wanted })
    if (next) onPosition(next)
  }
  return (
    <div className={classes.position}>
      <Select
        label="Step"
        size="xs"
        searchable
        data={[...stepOptions(plan)]}
        value={position.actionId}
        onChange={id => id !== null && choose({ actionId: id as ActionId })}
      />
      <Select
        label="Target"
        size="xs"
        searchable
        data={[...targetOptions(plan, position.actionId)]}
        value={position.targetId ?? thisMachine}
        onChange={id => id !== null && choose({ targetId: id === thisMachine ? null : (id as TargetId) })}
      />
    </div>
  )
}

interface ListedProps extends Pick<VariableExplorerProps, 'asked' | 'onExplain'> {
  readonly variables: Previewed['variables']
  readonly list: React.RefObject<HTMLDivElement | null>
  readonly filter: string
  readonly onFilter: (text: string) => void
}

function Listed({ variables, list, filter, onFilter, asked = [], onExplain }: ListedProps) {
  const all = useMemo(() => inOrder(variables), [variables])
  const shown = useMemo(() => filtered(all, filter), [all, filter])
  const askedNames = useMemo(() => new Set(asked.map(name => name.toLowerCase())), [asked])
  const onKeyDown = (event: KeyboardEvent) => {
    const [first] = shown
    if (event.key === 'ArrowDown') list.current?.focus()
    else if (event.key === 'Enter' && first) onExplain(first.name)
    else return
    event.preventDefault()
  }
  return (
    <>
      <TextInput
        aria-label="Filter variables"
        placeholder={`Filter ${plural(all.length, 'variable')} by name or value`}
        size="xs"
        leftSection={<Icon name="search" size={13} />}
        value={filter}
        onChange={event => onFilter(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {shown.length === 0 ? (
        <p className={classes.none}>{all.length === 0 ? 'There is no variable here.' : 'No variable matches.'}</p>
      ) : (
        <VariableList label="Variables" variables={shown} asked={askedNames} element={list} onOpen={onExplain} />
      )}
    </>
  )
}
