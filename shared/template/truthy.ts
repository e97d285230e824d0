import { trim } from './characters'

/** Everything holds but an empty text, `0`, `no` and `false`; white space matters except around the words. As Octostache. */
export function isTruthy(text: string): boolean {
  if (text === '' || text === '0') return false
  if (text.length > longestWord * 2 && /^\S/.test(text)) return true
  const word = trim(text).toLowerCase()
  return word !== 'no' && word !== 'false'
}

const longestWord = 5
