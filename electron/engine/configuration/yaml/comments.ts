import type { CommentEvent, YamlEvent } from './events'

/** A collection that is open, as far as its comments go. */
interface Open {
  readonly isBlock: boolean
  readonly column: number
  /** A sequence whose dashes stand in the column of its key. */
  readonly isIndentless: boolean
}

/**
 * The scanner meets a comment before it knows that a block ends there. Those that stand further out than the block
 * are moved behind its end, to what they are about.
 */
export function placeComments(events: readonly YamlEvent[]): readonly YamlEvent[] {
  const placed: YamlEvent[] = []
  const open: Open[] = []
  const waiting: CommentEvent[] = []
  for (const event of events) {
    if (event.kind === 'comment') {
      waiting.push(event)
      continue
    }
    if (event.kind === 'mapping-end' || event.kind === 'sequence-end') {
      const collection = open.pop()
      const split = waiting.findIndex(comment => isOutside(comment, collection))
      const inside = split === -1 ? waiting.length : split
      for (const comment of waiting.splice(0, inside)) placed.push(comment)
      placed.push(event)
      continue
    }
    for (const comment of waiting.splice(0)) placed.push(comment)
    placed.push(event)
    if (event.kind !== 'mapping-start' && event.kind !== 'sequence-start') continue
    const isIndentless = event.kind === 'sequence-start' && event.column === open.at(-1)?.column
    open.push({ isBlock: event.style === 'block', column: event.column, isIndentless })
  }
  return placed.concat(waiting)
}

function isOutside(comment: CommentEvent, collection: Open | undefined): boolean {
  if (collection === undefined || comment.isInline || !collection.isBlock) return false
  return comment.column < collection.column || (collection.isIndentless && comment.column === collection.column)
}
