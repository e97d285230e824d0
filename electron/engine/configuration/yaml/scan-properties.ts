import { isBlankOrEnd, isBreak, isFlowIndicator, markOf, peek, type Reader, skip, takeWhile, YamlError } from './reader'

/** Reads the name of an anchor or alias; the reader stands on its sign. */
export function scanAnchor(reader: Reader): string {
  const start = markOf(reader)
  skip(reader)
  const name = takeWhile(reader, char => !isBlankOrEnd(char) && !isFlowIndicator(char))
  // In `*name: value` the colon is the mapping's.
  const own = name.endsWith(':') ? name.slice(0, -1) : name
  reader.at -= name.length - own.length
  if (own === '') throw new YamlError('An anchor or alias has no name.', start)
  return own
}

/** Reads a tag; the reader stands on its `!`. */
export function scanTag(reader: Reader): { readonly handle: string | null; readonly suffix: string } {
  const start = markOf(reader)
  if (peek(reader, 1) === '<') {
    skip(reader, 2)
    const suffix = takeWhile(reader, char => char !== '>' && !isBlankOrEnd(char))
    if (peek(reader) !== '>') throw new YamlError('A verbatim tag is not closed.', start)
    skip(reader)
    return { handle: null, suffix: decodeTag(suffix) }
  }
  const text = takeWhile(reader, char => !isBlankOrEnd(char) && !isFlowIndicator(char))
  const [, handle = '!', suffix = ''] = /^(!(?:[\w-]*!)?)(.*)$/s.exec(text) ?? []
  return { handle, suffix: decodeTag(suffix) }
}

function decodeTag(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Reads a directive; the reader stands on its `%`. */
export function scanDirective(reader: Reader): { readonly name: string; readonly parameters: readonly string[] } {
  const start = markOf(reader)
  skip(reader)
  const text = takeWhile(reader, char => !isBreak(char))
  const [name = '', ...parameters] = text
    .replace(/(^|\s)#.*$/, '')
    .trim()
    .split(/[ \t]+/)
  const isWrong =
    (name === 'YAML' && !/^1\.\d+$/.test(parameters.join(' '))) ||
    (name === 'TAG' && !/^!([\w-]*!)? \S+$/.test(parameters.join(' ')))
  if (name === '' || isWrong) throw new YamlError('A directive is malformed or asks for another YAML.', start)
  return { name, parameters }
}
