import { outputLimit, TemplateError, tooLong } from '../template-error'
import { type Filter, withOptions, yesNo } from './filter'
import { type Translation, translate, UnsupportedPattern } from './regex-translation'

/** `Match`: whether the pattern is found anywhere. */
export const matches: Filter = withOptions(1, 1, (input, [pattern = '']) => yesNo(compile(pattern).regex.test(input)))

/** `Replace`: every match goes, or is replaced by a text with the references that .NET knows. */
export const replaced: Filter = (input, [pattern, replacement = '']) => {
  if (input === null || pattern === undefined) return null
  const { regex, groups } = compile(pattern)
  const pieces = readReplacement(replacement, groups)
  let length = 0
  return input.replace(regex, (...found: readonly unknown[]) => {
    const match = matchOf(found)
    const text = pieces.map(piece => (typeof piece === 'string' ? piece : piece(match))).join('')
    length += text.length
    if (length > outputLimit) throw tooLong()
    return text
  })
}

interface Compiled {
  readonly regex: RegExp
  readonly groups: Translation['groups']
}

function compile(pattern: string): Compiled {
  try {
    const { source, flags, groups } = translate(pattern)
    return { regex: new RegExp(source, flags), groups }
  } catch (error) {
    if (!(error instanceof UnsupportedPattern) && !(error instanceof SyntaxError)) throw error
    throw new TemplateError('filter', `“${pattern}” is no regular expression that can be used: ${error.message}`)
  }
}

interface Match {
  readonly groups: readonly (string | undefined)[]
  readonly input: string
  readonly at: number
}

/** The arguments of a replacer: the groups, the position, the input and, where groups have names, these. */
function matchOf(found: readonly unknown[]): Match {
  const at = found.findIndex(argument => typeof argument === 'number')
  const groups = found.slice(0, at).map(group => (typeof group === 'string' ? group : undefined))
  return { groups, at: Number(found[at]), input: String(found[at + 1]) }
}

type Piece = string | ((match: Match) => string)

const references = /\$(?:(\d+)|\{(\w+)\}|([$&`'+_]))/g

/** References to groups that do not exist are plain text. */
function readReplacement(replacement: string, groups: Compiled['groups']): readonly Piece[] {
  const pieces: Piece[] = []
  let from = 0
  for (const match of replacement.matchAll(references)) {
    const [whole, number, name, sign] = match
    const piece =
      sign === undefined
        ? groupPiece(groups.get(number === undefined ? (name ?? '') : String(Number(number))))
        : signPiece(sign, groups)
    pieces.push(replacement.slice(from, match.index), piece ?? whole)
    from = match.index + whole.length
  }
  return [...pieces, replacement.slice(from)]
}

const groupPiece = (index: number | undefined): Piece | undefined =>
  index === undefined ? undefined : match => match.groups[index] ?? ''

function signPiece(sign: string, groups: Compiled['groups']): Piece {
  const last = Math.max(0, ...[...groups.keys()].filter(name => /^\d+$/.test(name)).map(Number))
  switch (sign) {
    case '$':
      return '$'
    case '&':
      return match => match.groups[0] ?? ''
    case '`':
      return match => match.input.slice(0, match.at)
    case "'":
      return match => match.input.slice(match.at + (match.groups[0] ?? '').length)
    case '+':
      return groupPiece(groups.get(String(last))) ?? ''
    default:
      return match => match.input
  }
}
