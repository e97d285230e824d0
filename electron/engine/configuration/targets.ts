import { normalPattern } from '@shared/file-pattern'
import picomatch from 'picomatch'

/** A text of several lines as the lines that hold something. */
export const linesOf = (text: string): readonly string[] =>
  text
    .split(/[\r\n]+/)
    .map(line => line.trim())
    .filter(line => line !== '')

/**
 * The files that a pattern names, in the order of the list. A file of that very name counts even when the pattern
 * could mean something else.
 */
export function matchingFiles(pattern: string, files: readonly string[], isCaseSensitive: boolean): readonly string[] {
  const normal = normalPattern(pattern)
  const fold = (path: string) => (isCaseSensitive ? path : path.toLowerCase())
  // Of the many languages of patterns only `*`, `**`, `?`, `[]` and `{}` are meant; the rest are ordinary characters.
  const escaped = normal.replaceAll(/[()!+@|^$]/g, String.raw`\$&`).replaceAll(String.raw`[\!`, '[!')
  const fits = picomatch(escaped, { dot: true, nocase: !isCaseSensitive, noextglob: true, nonegate: true })
  return files.filter(file => fold(file) === fold(normal) || fits(file))
}

/** Whether a pattern is the name of a folder that holds files. */
export function isFolder(pattern: string, files: readonly string[], isCaseSensitive: boolean): boolean {
  const fold = (path: string) => (isCaseSensitive ? path : path.toLowerCase())
  const folder = fold(`${normalPattern(pattern).replace(/\/+$/, '')}/`)
  return files.some(file => fold(file).startsWith(folder))
}
