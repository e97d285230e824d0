import { ActionIcon, Button, Menu, Switch } from '@mantine/core'
import type { LibrarySetId } from '@shared/ids'
import { Link } from 'wouter'
import { Icon } from '../../components/Icon'
import { plural } from '../../lib/plural'
import type { EditorModel } from './editor-model'
import classes from './IncludedSets.module.css'

/** The library sets of a project in their order: the last one wins over those before it, the project over all. */
export function IncludedSets({ model }: { readonly model: EditorModel }) {
  const { around, draft, run } = model
  const { includes } = draft.state.draft
  const set = (next: readonly LibrarySetId[]) => run({ kind: 'includes', includes: next })
  const others = around.librarySets.filter(({ id }) => !includes.includes(id))
  if (around.librarySets.length === 0 && includes.length === 0) return null
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
            name={around.librarySets.find(item => item.id === id)?.name ?? id}
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
          checked={model.showsLibrary}
          onChange={event => model.setShowsLibrary(event.currentTarget.checked)}
        />
      )}
    </section>
  )
}

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
