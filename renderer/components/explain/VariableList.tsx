import type { PreviewedVariable } from '@shared/variables/explain'
import { lookOfValue, type ValueLook } from '@shared/variables/explain-words'
import { originWords } from '@shared/variables/scope-words'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type RefObject, useId, useState } from 'react'
import { Icon } from '../Icon'
import { MiddleEllipsis } from '../MiddleEllipsis'
import { ValueText } from './ValueText'
import classes from './VariableList.module.css'
import { moveInList } from './variable-rows'

/** Height of a row in pixels, as the style sheet has it. */
const rowHeight = 28
const pageRows = 8
/** Longer names may not fit; those of outputs begin alike and differ at their end. */
const shortName = 30
/** Up to here all rows are drawn. */
const drawnWhole = 120

interface VariableListProps {
  readonly label: string
  readonly variables: readonly PreviewedVariable[]
  /** Names that whoever deploys is asked for. */
  readonly asked: ReadonlySet<string>
  readonly element: RefObject<HTMLDivElement | null>
  readonly onOpen: (name: string) => void
}

/** Names and values in rows of one height, of which only those in view are drawn when there are many. */
export function VariableList({ label, variables, asked, element, onOpen }: VariableListProps) {
  const id = useId()
  const [wanted, setWanted] = useState(0)
  const at = Math.max(0, Math.min(wanted, variables.length - 1))
  const isLong = variables.length > drawnWhole
  const virtual = useVirtualizer({
    count: variables.length,
    getScrollElement: () => element.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    enabled: isLong
  })
  const onKeyDown = (event: KeyboardEvent) => {
    const next = moveInList(event.key, at, variables.length, pageRows)
    const current = variables[at]
    if (next !== null) {
      setWanted(next)
      if (isLong) virtual.scrollToIndex(next)
      else element.current?.querySelector(`[aria-posinset="${next + 1}"]`)?.scrollIntoView({ block: 'nearest' })
    } else if (event.key === 'Enter' && current) onOpen(current.name)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const drawn = isLong
    ? virtual.getVirtualItems().map(({ index, start }) => ({ index, start }))
    : variables.map((_, index) => ({ index, start: index * rowHeight }))
  return (
    <div
      ref={element}
      className={classes.list}
      role="listbox"
      aria-label={label}
      aria-activedescendant={variables.length === 0 ? undefined : `${id}-${at}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div className={classes.range} role="presentation" style={{ height: variables.length * rowHeight }}>
        {drawn.map(({ index, start }) => {
          const variable = variables[index]
          if (variable === undefined) return null
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list around it takes the keys
            // biome-ignore lint/a11y/useFocusableInteractive: the list keeps the focus and says which row is meant
            <div
              key={variable.name}
              id={`${id}-${index}`}
              className={classes.row}
              role="option"
              aria-selected={index === at}
              aria-posinset={index + 1}
              aria-setsize={variables.length}
              style={{ transform: `translateY(${start}px)` }}
              onClick={() => {
                setWanted(index)
                onOpen(variable.name)
              }}
            >
              <Row variable={variable} isAsked={asked.has(variable.name.toLowerCase())} />
            </div>
          )
        })}
      </div>
    </div>
  )
}

const tiedLook: ValueLook = { kind: 'note', note: 'undecided', why: 'wrong' }

function Row({ variable, isAsked }: { readonly variable: PreviewedVariable; readonly isAsked: boolean }) {
  const { name, value, origin, isTied } = variable
  return (
    <>
      <span className={classes.name} title={name}>
        {name.length > shortName ? <MiddleEllipsis text={name} /> : name}
      </span>
      <span className={classes.value}>
        <ValueText look={isTied ? tiedLook : lookOfValue(value)} />
        {value.holdsSecret && <Icon name="lock" size={12} label="holds a secret" />}
        {isAsked && <span className={classes.mark}>asked</span>}
      </span>
      <span className={classes.origin} title={`From ${originWords(origin)}`}>
        {originWords(origin)}
      </span>
    </>
  )
}
