import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLineCutter } from '../../electron/engine/line-cutter'
import { createRedactor } from '../../electron/engine/redactor'

describe('a redactor', () => {
  it('masks secrets in text and bytes, also those added later', () => {
    const redactor = createRedactor(['first-secret'])
    const bytes = Buffer.from('no secret')
    expect(redactor.text('a first-secret second-secret')).toBe('a •••••• second-secret')
    redactor.add(['second-secret'])
    expect(redactor.text('a first-secret second-secret')).toBe('a •••••• ••••••')
    expect(redactor.bytes(bytes)).toBe(bytes)
  })

  it('cuts where no secret and no character is torn apart', () => {
    const redactor = createRedactor(['swordfish'])
    expect(redactor.safeCut(Buffer.from('aaaaaaswordfishbbb'), 10)).toBe(3)
    expect(redactor.safeCut(Buffer.from('aaaaaaaaaa'), 5)).toBe(5)
    expect(redactor.safeCut(Buffer.from('aaa€aaa'), 5)).toBe(3)
    expect(redactor.safeCut(Buffer.from('swordfish'), 4)).toBeNull()
  })

  it('cuts before a secret that is longer than what is masked of it at once', () => {
    const secret = Array.from({ length: 6000 }, (_, i) => String.fromCharCode(33 + ((i * i + 7 * i) % 90))).join('')
    const line = Buffer.from(`${'a'.repeat(9000)}${secret}bbb`)
    const cut = createRedactor([secret]).safeCut(line, 12_000)
    expect(cut).toBe(7905)
  })

  it('never leaks a secret across the cut', () => {
    const secrets = ['swordfish', 'fishbone', 'aaaa']
    const redactor = createRedactor(secrets)
    const part = fc.constantFrom('swordfish', 'fishbone', 'sword', 'fish', 'aaaa', 'a', 'bone', ' ', 'é')
    fc.assert(
      fc.property(fc.array(part, { minLength: 5 }), fc.nat(100), (parts, raw) => {
        const line = Buffer.from(parts.join(''))
        const at = 1 + (raw % (line.length - 1))
        const cut = redactor.safeCut(line, at)
        if (cut === null) return
        expect(cut).toBeLessThanOrEqual(at)
        const shown = [line.subarray(0, cut), line.subarray(cut)].map(half => String(Buffer.from(redactor.bytes(half))))
        expect(shown.join('')).toBe(String(Buffer.from(redactor.bytes(line))))
      })
    )
  })

  it('shows nothing of a secret, however long it is and wherever chunks are cut', () => {
    const secret = fc.string({ minLength: 4, maxLength: 700, unit: fc.constantFrom('A', 'B', 'C') })
    const parts = fc.array(fc.tuple(fc.nat(2), fc.constantFrom('', 'x', 'yz ', '\n')), { minLength: 1, maxLength: 12 })
    const arrays = { minLength: 3, maxLength: 3 }
    fc.assert(
      fc.property(fc.array(secret, arrays), parts, fc.array(fc.nat(900), { maxLength: 8 }), (secrets, shown, cuts) => {
        const redactor = createRedactor(secrets.slice(0, 1))
        redactor.add(secrets.slice(1))
        const text = Buffer.from(shown.map(([which, between]) => `${secrets[which]}${between}`).join(''))
        const cutter = createLineCutter(redactor.safeCut, Buffer.from('(hidden)\n'), 1000)
        const blocks: Buffer[] = []
        let at = 0
        for (const size of [...cuts, text.length]) {
          blocks.push(...cutter.push(text.subarray(at, at + size)))
          at += size
        }
        const rest = cutter.end()
        if (rest) blocks.push(rest)
        const result = blocks.map(block => Buffer.from(redactor.bytes(block)).toString()).join('')
        expect(result).not.toMatch(/[ABC]/)
      }),
      { numRuns: 300 }
    )
  })
})
