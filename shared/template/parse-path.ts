import type { Path, Span, Step } from './ast'
import { fold, isNameSign, isWhiteSpace } from './characters'
import { Scan } from './scan'

const keywords = /(?:in|==|!=)/iy

/** White space that ends a name: before a bar, a closing brace or a keyword with white space behind it. */
function endsName(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1)
  // Octostache's look ahead misses the very last sign of a text.
  if ((next === 0x7c || next === 0x7d) && at + 1 < text.length - 1) return true
  if (next !== 0x3d && next !== 0x21 && next !== 0x69 && next !== 0x49) return false
  keywords.lastIndex = at + 1
  return keywords.test(text) && isWhiteSpace(text.charCodeAt(keywords.lastIndex))
}

/** The name at this place; it may hold white space inside. */
export function readName(scan: Scan): (Span & { readonly text: string }) | undefined {
  const { text } = scan
  let start = scan.at
  for (; scan.at < text.length; scan.at++) {
    const code = text.charCodeAt(scan.at)
    if (isWhiteSpace(code) ? endsName(text, scan.at) : !isNameSign(code)) break
  }
  if (scan.at === start) return undefined
  let end = scan.at
  while (start < end && isWhiteSpace(text.charCodeAt(start))) start++
  while (end > start && isWhiteSpace(text.charCodeAt(end - 1))) end--
  return { text: text.slice(start, end), start, end }
}

/** A word without white space, as filters and plain options are written. */
export function readWord(scan: Scan): string | undefined {
  const start = scan.at
  while (scan.at < scan.text.length && isNameSign(scan.text.charCodeAt(scan.at))) scan.at++
  return scan.at === start ? undefined : scan.text.slice(start, scan.at)
}

/** The path at this place, as far as it goes. */
export function readPath(scan: Scan): Path | undefined {
  const first = readNameStep(scan)
  if (first === undefined) return undefined
  const steps: Step[] = [first]
  for (;;) {
    const { at } = scan
    const step = readTrailingStep(scan)
    if (step !== undefined) steps.push(step)
    else {
      scan.at = at
      return pathOf(steps)
    }
  }
}

/** A path of these steps. */
export function pathOf(steps: readonly Step[]): Path {
  return {
    kind: 'path',
    steps,
    start: steps[0]?.start ?? 0,
    end: steps.at(-1)?.end ?? 0,
    hasLookup: steps.some(step => step.kind === 'lookup'),
    identity: steps.length === 1 && steps[0] ? identityOf(steps[0]) : steps.map(identityOf).join('\n')
  }
}

const identityOf = (step: Step): string =>
  step.kind === 'lookup' ? `#${step.start} ${step.path.identity}` : `${step.kind[0]}${step.start} ${step.text}`

function readNameStep(scan: Scan): Step | undefined {
  const name = readName(scan)
  return name && { kind: 'name', ...name, folded: fold(name.text) }
}

function readTrailingStep(scan: Scan): Step | undefined {
  const sign = scan.text[scan.at]
  if (sign === '[') return readIndex(scan)
  if (sign !== '.') return undefined
  scan.at++
  return readNameStep(scan)
}

function readIndex(scan: Scan): Step | undefined {
  const start = scan.at
  const path = scan.nested(() => readComputedKey(scan))
  if (path !== undefined) return { kind: 'lookup', path, start, end: scan.at }
  const closing = scan.closingOf(start)
  if (closing === undefined) return undefined
  scan.at = start + 1
  scan.skip()
  const text = scan.text.slice(Math.min(scan.at, closing), closing)
  scan.at = closing + 1
  return { kind: 'index', text, folded: fold(text), start, end: scan.at }
}

function readComputedKey(scan: Scan): Path | undefined {
  scan.at++
  scan.skip()
  if (!scan.takeOpening()) return undefined
  scan.skip()
  const path = readPath(scan)
  if (path === undefined) return undefined
  scan.skip()
  if (!scan.take('}')) return undefined
  scan.skip()
  return scan.take(']') ? path : undefined
}

/** The longest path that a variable's name begins with; templates reach the variable by it. Undefined when there is none. */
export const pathOfName = (name: string): Path | undefined => readPath(new Scan(name))

/** The path that a name is from end to end, or undefined. */
export function wholePathOf(name: string): Path | undefined {
  const scan = new Scan(name)
  const path = readPath(scan)
  return scan.isAtEnd ? path : undefined
}
