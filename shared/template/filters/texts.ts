import { lowerCase, trim, trimEnd, trimStart, upperCase } from '../characters'
import { parseInt32 } from '../double'
import { outputLimit, tooLong } from '../template-error'
import { type Filter, plain, withOptions, yesNo } from './filter'

const compared = (compare: (input: string, option: string) => boolean): Filter =>
  withOptions(1, 1, (input, [option = '']) => yesNo(compare(input, option)))

const trimmed: Filter = (input, [side]) => {
  if (input === null) return null
  switch (side?.toLowerCase()) {
    case undefined:
      return trim(input)
    case 'start':
      return trimStart(input)
    case 'end':
      return trimEnd(input)
    default:
      return null
  }
}

const truncated: Filter = (input, [size, suffix = '...']) => {
  const length = size === undefined ? null : parseInt32(size)
  if (input === null || length === null || length < 0) return null
  return input.length > length ? input.slice(0, length) + suffix : input
}

const substring = withOptions(1, 2, (input, options) => {
  const numbers = options.map(parseInt32)
  const length = numbers.at(-1) ?? -1
  const start = numbers.length === 1 ? 0 : (numbers[0] ?? -1)
  if (length < 0 || start < 0 || start > input.length) return null
  return input.slice(start, start + length)
})

const joined =
  (join: (input: string, added: string) => string): Filter =>
  (input, options) =>
    options.length === 0 ? null : join(input ?? '', options.join(''))

const indented = withOptions(0, 2, (input, options) => {
  if (input === '') return ''
  const [first, rest] = options.length === 2 ? options : indentation(options[0])
  const breaks = input.split('\n').length - 1
  const [start = '', other = ''] = [first, rest]
  if (input.length + start.length + breaks * other.length > outputLimit) throw tooLong()
  return start + input.replaceAll('\n', () => `\n${other}`)
})

const usualIndentation = '    '

/** Of the first line and of the others: counts of spaces such as `4`, `/4`, `2/4`, or a text for all of them. */
function indentation(option = usualIndentation): readonly [first: string, rest: string] {
  const [, first, rest] = /^(?:(\d{0,3})\/)?(\d{1,3})$/.exec(option) ?? []
  const [firstCount, restCount] = [Number(first ?? rest), Number(rest)]
  if (rest === undefined || firstCount > 255 || restCount > 255) return [option, option]
  return [' '.repeat(firstCount), ' '.repeat(restCount)]
}

/** What only cuts, joins and compares, by the filters' names in lower case. */
export const texts: readonly (readonly [name: string, filter: Filter])[] = [
  ['toupper', plain(upperCase)],
  ['tolower', plain(lowerCase)],
  ['startswith', compared((input, option) => input.startsWith(option))],
  ['endswith', compared((input, option) => input.endsWith(option))],
  ['contains', compared((input, option) => input.includes(option))],
  ['trim', trimmed],
  ['truncate', truncated],
  ['substring', substring],
  ['indent', indented],
  ['append', joined((input, added) => input + added)],
  ['prepend', joined((input, added) => added + input)]
]
