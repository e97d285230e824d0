/** A version of Maven: a number, a qualifier, or a list that a dash or a change between digits and letters began. */
type Item =
  | { readonly kind: 'number'; readonly value: bigint }
  | { readonly kind: 'word'; readonly rank: number; readonly text: string }
  | { readonly kind: 'list'; readonly items: Item[] }
type List = Extract<Item, { readonly kind: 'list' }>

/** Known qualifiers in their order; nothing at all stands between a snapshot and a service pack. */
const ranks = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp']
const aliases: Readonly<Record<string, string>> = { ga: '', final: '', release: '', cr: 'rc' }
/** These mean something only right before a digit. */
const shortForms: Readonly<Record<string, string>> = { a: 'alpha', b: 'beta', m: 'milestone' }
const nothing = ranks.indexOf('')

/** Orders two versions as Maven does. Every text is a version. */
export const compareMaven = (a: string, b: string): number => compareItems(parse(a), parse(b))

function parse(version: string): List {
  const root: List = { kind: 'list', items: [] }
  const lists = [root]
  let list = root
  const nest = () => {
    const inner: List = { kind: 'list', items: [] }
    list.items.push(inner)
    lists.push(inner)
    list = inner
  }
  // Each run of digits or of anything else, with the separator behind it.
  const lower = version.toLowerCase()
  const runs = lower.matchAll(/(\d+|[^\d.-]+|)([.-]|(?=\d)|(?<=\d)(?=[^\d.-])|$)/g)
  for (const { 0: whole, 1: run = '', 2: end = '', index } of runs) {
    if (whole === '') continue
    const isBeforeDigit = /^\d/.test(lower.slice(index + run.length))
    list.items.push(itemOf(run, isBeforeDigit))
    if (end !== '.') nest()
  }
  for (const each of lists.reverse()) trim(each)
  return root
}

function itemOf(run: string, isBeforeDigit: boolean): Item {
  if (run === '') return { kind: 'number', value: 0n }
  if (/^\d/.test(run)) return { kind: 'number', value: BigInt(run) }
  const long = isBeforeDigit ? (shortForms[run] ?? run) : run
  const text = aliases[long] ?? long
  const rank = ranks.indexOf(text)
  return { kind: 'word', rank: rank < 0 ? ranks.length : rank, text: rank < 0 ? text : '' }
}

const isNothing = (item: Item): boolean =>
  item.kind === 'number' ? item.value === 0n : item.kind === 'word' ? item.rank === nothing : item.items.length === 0

/** Takes away what means nothing at the end, and before lists. */
function trim({ items }: List): void {
  for (let at = items.length - 1; at >= 0; at--) {
    const item = items[at]
    if (item === undefined) return
    if (isNothing(item)) items.splice(at, 1)
    else if (item.kind !== 'list') return
  }
}

const order = { word: 0, list: 1, number: 2 } as const

function compareItems(a: Item | undefined, b: Item | undefined): number {
  if (a === undefined || b === undefined) return a ? besidesNothing(a) : b ? -besidesNothing(b) : 0
  if (a.kind === 'number' && b.kind === 'number') return a.value < b.value ? -1 : a.value > b.value ? 1 : 0
  if (a.kind === 'word' && b.kind === 'word')
    return Math.sign(a.rank - b.rank) || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0)
  if (a.kind === 'list' && b.kind === 'list') return compareLists(a.items, b.items)
  return Math.sign(order[a.kind] - order[b.kind])
}

function compareLists(a: readonly Item[], b: readonly Item[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const found = compareItems(a[at], b[at])
    if (found !== 0) return found
  }
  return 0
}

/** How an item stands to nothing at all. */
function besidesNothing(item: Item): number {
  if (item.kind === 'number') return item.value === 0n ? 0 : 1
  if (item.kind === 'word') return Math.sign(item.rank - nothing)
  return item.items.map(besidesNothing).find(found => found !== 0) ?? 0
}
