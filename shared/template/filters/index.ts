import { markdownToHtml } from '../../markdown'
import { trim } from '../characters'
import { outputLimit, tooLong } from '../template-error'
import { dates } from './dates'
import { escapes } from './escapes'
import { type Filter, plain } from './filter'
import { formatted } from './formatted'
import { hashes } from './hashes'
import { matches, replaced } from './patterns'
import { texts } from './texts'
import { uriPart } from './uri-part'
import { versions } from './versions'

const markdown = plain(input => `${markdownToHtml(trim(input))}\n`)

const filters: ReadonlyMap<string, Filter> = new Map([
  ...escapes,
  ...texts,
  ...hashes,
  ...dates,
  ...versions,
  ['format', formatted],
  ['replace', replaced],
  ['match', matches],
  ['uripart', uriPart],
  ['markdown', markdown],
  ['markdowntohtml', markdown],
  ['null', () => null]
])

/** Whether a filter may come to something else another time. */
export const readsClock = (name: string): boolean => name.toLowerCase().startsWith('nowdate')

/** What a filter makes of a text; null when there is no such filter, or when it can make nothing of it. */
export function applyFilter(
  name: string,
  input: string | null,
  options: readonly string[],
  now: () => Date
): string | null {
  const filter = filters.get(name.toLowerCase())
  if (filter === undefined) return null
  try {
    const text = filter(input, options, { now })
    if (text !== null && text.length > outputLimit) throw tooLong()
    return text
  } catch (error) {
    // Texts have an end in the JavaScript engine, too.
    if (error instanceof RangeError) throw tooLong()
    throw error
  }
}
