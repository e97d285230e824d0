import { trim } from './characters'

/** Everything holds but an empty text, `0`, `no` and `false`; white space matters except around the words. As Octostache. */
export function isTruthy(text: string): boolean {
  if (text === '' || text === '0') return false
  const word = trim(text)
  return word.length > longestWord || !/^(?:no|false)$/i.test(word)
}

const longestWord = 5
