import { ActionIcon, Button, Menu, Switch } from '@mantine/core'
import type { LibrarySetId } from '@shared/ids'
import type { LibrarySetView } from '@shared/model/variable-set'
import { memo } from 'react'
import { Link } from 'wouter'
import { Icon } from '../../components/Icon'
import { plural } from '../../lib/plural'
import type { DraftCommand } from './draft/draft'
import classes from './IncludedSets.module.css'

interface IncludedSetsProps {
  readonly includes: readonly LibrarySetId[]
  readonly librarySets: readonly LibrarySetView[]
  readonly showsLibrary: boolean
  readonly run: (command: DraftCommand) => void
  readonly onShowLibrary: (isShown: boolean) => void
}

/** The library sets of a project in their order: the last one wins over those before it, the project over all. */
export const IncludedSets = memo(function IncludedSets(props: IncludedSetsProps) {
  const { includes, librarySets, showsLibrary, run, onShowLibrary } = props
  const set = (next: readonly LibrarySetId[]) => run({ kind: 'includes', includes: next })
  const others = librarySets.filter(({ id }) => !includes.includes(id))
  if (librarySets.length === 0 && includes.length === 0) return null
  return (
    <section className={classes.strip} aria-label="Included library sets">
      <span className={classes.title}>
        <Icon name="library" size={14} /> Library sets
      </span>
      {includes.length === 0 && <span className={classes.none}>None included</span>}
      <ol className={classes.list}>
        {includes.map((id, index) => (
          <IncludedSet
            key={id}
            name={librarySets.find(item => item.id === id)?.name ?? id}
            href={`/library/${id}`}
            isFirst={index === 0}
            isLast={index === includes.length - 1}
            onMove={by => set(moved(includes, index, by))}
            onRemove={() => set(includes.filter(other => other !== id))}
          />
        ))}
      </ol>
      {others.length > 0 && (
        <Menu position="bottom-start" width={260}>
          <Menu.Target>
            <Button size="compact-xs" variant="default" leftSection={<Icon name="plus" size={12} />}>
              Include a set
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {others.map(({ id, name, variables }) => (
              <Menu.Item
                key={id}
                onClick={() => set([...includes, id])}
                rightSection={plural(variables.length, 'variable')}
              >
                {name}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {includes.length > 0 && (
        <Switch
          className={classes.show ?? ''}
          label="Show library rows"
          checked={showsLibrary}
          onChange={event => onShowLibrary(event.currentTarget.checked)}
        />
      )}
    </section>
  )
})

/** A list with one item moved; stops at the ends. */
export function moved<T>(list: readonly T[], from: number, by: number): readonly T[] {
  const to = Math.max(0, Math.min(list.length - 1, from + by))
  const rest = list.filter((_, index) => index !== from)
  return [...rest.slice(0, to), ...list.slice(from, from + 1), ...rest.slice(to)]
}

interface IncludedSetProps {
  readonly name: string
  readonly href: string
  readonly isFirst: boolean
  readonly isLast: boolean
  readonly onMove: (by: 1 | -1) => void
  readonly onRemove: () => void
}

function IncludedSet({ name, href, isFirst, isLast, onMove, onRemove }: IncludedSetProps) {
  return (
    <li className={classes.set}>
      <Link href={href} className={classes.name}>
        {name}
      </Link>
      <ActionIcon
        size={24}
        aria-label={`Move ${name} earlier`}
        title="Earlier: later sets win over it"
        disabled={isFirst}
        onClick={() => onMove(-1)}
      >
        <Icon name="chevron-left" size={12} />
      </ActionIcon>
      <ActionIcon
        size={24}
        aria-label={`Move ${name} later`}
        title="Later: it wins over earlier sets"
        disabled={isLast}
        onClick={() => onMove(1)}
      >
        <Icon name="chevron-right" size={12} />
      </ActionIcon>
      <ActionIcon size={24} aria-label={`Take ${name} out`} title="Take it out" onClick={onRemove}>
        <Icon name="x" size={12} />
      </ActionIcon>
    </li>
  )
}
