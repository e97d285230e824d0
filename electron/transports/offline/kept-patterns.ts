import { normalPattern } from '@shared/file-pattern'

/**
 * Patterns of what a purge keeps, as bash compares them: for it a star goes across folders, so that it keeps rather too
 * much than too little; but it knows no braces and no `**` that stands for no folder.
 */
export const keptPatterns = (patterns: readonly string[]): readonly string[] => [
  ...new Set(
    patterns.map(normalPattern).flatMap(pattern => [
      ...withoutBraces(pattern).flatMap(withoutFolders).map(plain),
      // A file of that very name, too.
      pattern.replaceAll(/[^\w/ .-]/gu, String.raw`\$&`)
    ])
  )
]

/** What bash would take for more than the characters that they are. */
const plain = (pattern: string): string => pattern.replaceAll(/[()|]/g, String.raw`\$&`)

/** `{a,b}` as several patterns, also one in another; `{a..c}` as `[a-c]`. */
function withoutBraces(pattern: string): readonly string[] {
  const found = /^(.*?)\{([^{}]*(?:,|\.\.)[^{}]*)\}(.*)$/s.exec(pattern)
  if (found === null) return [pattern]
  const [, before = '', inside = '', after = ''] = found
  const several = inside.includes(',') ? inside.split(',') : [`[${inside.replace('..', '-')}]`]
  return several.flatMap(one => withoutBraces(`${before}${one}${after}`))
}

/** With each `**` for folders between, and for none. */
function withoutFolders(pattern: string): readonly string[] {
  const at = pattern.search(/(?<=^|\/)\*\*\//)
  if (at < 0) return [pattern, pattern.replace(/\/\*\*$/, '')]
  const before = pattern.slice(0, at)
  return withoutFolders(pattern.slice(at + 3)).flatMap(rest => [`${before}**/${rest}`, `${before}${rest}`])
}
