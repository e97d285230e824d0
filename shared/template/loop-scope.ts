import { type BindingNode, leaf } from './binding'
import { fold } from './characters'

/** The names that a round of `each` adds: its item, and where the round stands. */
export class LoopScope {
  private round = -1
  private readonly item: string
  private readonly index = new Map<string, BindingNode>()
  private readonly names: Map<string, BindingNode>

  constructor(item: string) {
    this.item = fold(item)
    this.names = new Map([['octopus', chain(['template', 'each'], this.index)]])
  }

  get node(): BindingNode {
    return { text: null, source: null, named: this.names, indexed: null }
  }

  /** Goes on to the next round. */
  advance(item: BindingNode, isLast: boolean): void {
    this.round++
    this.index.set('index', leaf(String(this.round)))
    this.index.set('first', leaf(this.round === 0 ? 'True' : 'False'))
    this.index.set('last', leaf(isLast ? 'True' : 'False'))
    this.names.set(this.item, item)
  }
}

const chain = (names: readonly string[], last: ReadonlyMap<string, BindingNode>): BindingNode => {
  const [first, ...rest] = names
  const named = first === undefined ? last : new Map([[first, chain(rest, last)]])
  return { text: null, source: null, named, indexed: null }
}

/** The pieces one by one, because there may be millions of them. */
export function* splitAtCommas(text: string): Generator<string, void, undefined> {
  for (let from = 0; ; ) {
    const comma = text.indexOf(',', from)
    yield text.slice(from, comma < 0 ? text.length : comma)
    if (comma < 0) return
    from = comma + 1
  }
}
