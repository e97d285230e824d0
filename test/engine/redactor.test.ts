import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
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
})
