import type { Path } from './ast'
import { BoundedCache } from './bounded-cache'
import { pathOfName } from './parse-path'

/** The same names are put into trees again and again, a plan at a time. */
const paths = new BoundedCache<{ readonly path: Path | undefined }>(1_000_000)

/** A place in the tree of the names that there may be, whether or not they have a value somewhere. */
export interface NamePlace {
  /** The variable that stands here, by the name it was added with; null where only deeper ones do. */
  name: string | null
  /** The text that stands in brackets, which is the place's own as long as no variable stands here; null for a name. */
  readonly text: string | null
  readonly named: Map<string, NamePlace>
  readonly indexed: Map<string, NamePlace>
}

const emptyPlace = (text: string | null): NamePlace => ({ name: null, text, named: new Map(), indexed: new Map() })

/** The tree that names make by their paths, as templates look for them. It grows only. */
export class NameTree {
  readonly root = emptyPlace(null)

  /** A name that templates cannot reach, or that is there already, changes nothing. */
  add(name: string): void {
    const { path } = paths.get(name, () => ({ path: pathOfName(name) }))
    if (path === undefined || path.hasLookup) return
    let place = this.root
    for (const step of path.steps) {
      if (step.kind === 'lookup') return
      const isIndex = step.kind === 'index'
      const siblings = isIndex ? place.indexed : place.named
      const next = siblings.get(step.folded) ?? emptyPlace(isIndex ? step.text : null)
      siblings.set(step.folded, next)
      place = next
    }
    place.name ??= name
  }
}
