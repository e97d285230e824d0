import type { BundleContent, BundleFile, BundleText } from '@shared/bundle/content'
import { maskPatterns } from '@shared/variables/mask-patterns'

/** Sorts what may lie in the bundle in clear from what may not, and collects the latter. */
export interface Protection {
  /** Whether a text gives a secret away, as it is or in an encoding that is known. */
  holdsSecret(text: string): boolean
  /**
   * Whether a text that has to be in clear would show a secret that is worth the name. What was made of one may be any
   * word, such as the name of a host: whoever composes the bundle knows whether it came in by chance.
   */
  showsSecret(text: string): boolean
  isSecretFile(file: BundleFile): boolean
  isSecretText(text: BundleText): boolean
  /** Puts a value into the encrypted part; returns its number. The same value has one number. */
  keep(value: string): number
  keepFile(content: Uint8Array): number
  /**
   * The encrypted part before it is encrypted, a line for each thing, and how many there are; null when nothing is
   * secret. `v` number value, `b` number base64, `f` number base64 (stays so), `m` text to mask, `e` how many lines.
   */
  lines(): { readonly text: string; readonly count: number } | null
}

export function protectionOf({ actions }: BundleContent): Protection {
  const secrets = new Set(
    actions.flatMap(({ variables }) =>
      variables.filter(({ isSensitive, value }) => isSensitive && value !== '').map(({ value }) => value)
    )
  )
  const patternsOf = (texts: Iterable<string>) => new Set([...texts].flatMap(text => [...maskPatterns(text)]))
  const own = patternsOf(secrets)
  const patterns = new Set([...own, ...patternsOf(new Set(actions.flatMap(({ made }) => made)))])
  const telling = [...new Set([...secrets, ...patterns])]
  const numbers = new Map<string, number>()
  const kept: string[] = []
  const add = (key: string, line: (number: number) => string): number => {
    const known = numbers.get(key)
    if (known !== undefined) return known
    const number = kept.length + 1
    numbers.set(key, number)
    kept.push(line(number))
    return number
  }
  const holdsSecret = (text: string): boolean => telling.some(secret => text.includes(secret))
  const base64 = (content: Uint8Array | string) => Buffer.from(content).toString('base64')
  return {
    holdsSecret,
    showsSecret: text => [...own].some(pattern => text.includes(pattern)),
    isSecretText: ({ text, isSecret }) => isSecret || holdsSecret(text),
    isSecretFile: ({ content, isSecret }) => isSecret || telling.some(secret => Buffer.from(content).includes(secret)),
    keep: value =>
      add(`v${value}`, number => (/[\r\n\0]/.test(value) ? `b ${number} ${base64(value)}` : `v ${number} ${value}`)),
    keepFile: content => add(`f${base64(content)}`, number => `f ${number} ${base64(content)}`),
    lines: () => {
      const longestFirst = [...patterns].sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
      const all = [...kept, ...longestFirst.map(pattern => `m ${pattern}`)]
      return all.length === 0 ? null : { text: [...all, `e ${all.length}`, ''].join('\n'), count: all.length }
    }
  }
}
