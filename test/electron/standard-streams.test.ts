import { expect, it } from 'vitest'
import { statusLine } from '../../electron/standard-streams'

it('puts a status in place of the line before, and cuts what would be broken into two', () => {
  expect(statusLine('12 %', 10)).toBe('\r\u001b[K12 %')
  expect(statusLine('', 10)).toBe('\r\u001b[K')
  expect(statusLine('', 0)).toBe('\r\u001b[K')
  expect(statusLine('a terminal that does not say how wide it is', 0)).toContain('how wide it is')
  expect(statusLine('0123456789', 10)).toBe('\r\u001b[K01234567…')
})
