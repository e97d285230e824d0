import {
  automaticVersion,
  type Chooser,
  overriddenVersion,
  overrideScore,
  parseOverride,
  type VersionOverride
} from '@shared/packages/choose'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const read = (text: string): VersionOverride => {
  const result = parseOverride(text)
  if (!result.ok) throw new Error(result.failure.message)
  return result.value
}
const slot: Chooser = { name: 'Deploy web', packageId: 'Shop.Web', reference: 'Tools' }
const own: Chooser = { ...slot, reference: '' }

describe('a version asked for', () => {
  it.each([
    ['Step:1.0', 'Step', null, '1.0'],
    ['Step:Ref:1.0', 'Step', 'Ref', '1.0'],
    ['Step/Ref=1.0', 'Step', 'Ref', '1.0'],
    ['*:1.0', null, null, '1.0'],
    [':1.0', null, null, '1.0'],
    ['*:Ref:1.0', null, 'Ref', '1.0'],
    ['Step::1.0', 'Step', null, '1.0'],
    ['a\\:b\\/c\\=d\\\\:1.0', 'a:b/c=d\\', null, '1.0'],
    ['a\\b:1.0', 'a\\b', null, '1.0']
  ])('%s is read', (text, of, reference, version) => {
    expect(read(text)).toEqual({ of, reference, version })
  })

  it.each(['', '1.0', 'Step:', 'a:b:c:1.0', 'Step:not a version', 'Step\\:1.0'])('%s is refused', text => {
    expect(parseOverride(text)).toMatchObject({ ok: false, failure: { kind: 'invalid-input' } })
  })

  it.each([
    ['Deploy web:Tools:1', slot, 100],
    ['shop.web:tools:1', slot, 90],
    ['*:Tools:1', slot, 80],
    ['DEPLOY WEB:1', slot, 50],
    ['Shop.Web:1', own, 40],
    ['*:1', own, 0],
    ['*:Tools:1', own, null],
    ['Deploy api:1', own, null],
    ['Deploy web:Other:1', slot, null]
  ])('%s fits %o by %s', (text, at, score) => {
    expect(overrideScore(read(text), at)).toBe(score)
  })

  it('goes to the slots that it names best, and among equals the first counts', () => {
    const asked = ['*:0', 'Shop.Web:1', 'Deploy web:2', 'Deploy web:3', '*:Tools:4'].map(read)
    expect(
      [slot, own, { name: 'Other', packageId: 'Other', reference: '' }].map(at => overriddenVersion(at, asked))
    ).toEqual(['4', '2', '0'])
    expect(overriddenVersion(own, [])).toBeNull()
  })

  it('reaches two references of one step by their packages', () => {
    const asked = ['Hello:1.0.0', 'GoodBye:2.0.0'].map(read)
    const found = ['Hello', 'GoodBye'].map(packageId =>
      overriddenVersion({ name: 'Script', packageId, reference: packageId.toLowerCase() }, asked)
    )
    expect(found).toEqual(['1.0.0', '2.0.0'])
  })

  it('is read back whatever the names are, once they are escaped', () => {
    const part = fc.string({ minLength: 1 }).filter(text => text.trim() === text && text !== '*')
    const escaped = (text: string) => text.replace(/[\\:/=]/g, '\\$&')
    fc.assert(
      fc.property(part, part, (of, reference) => {
        expect(read(`${escaped(of)}:${escaped(reference)}:1.0`)).toEqual({ of, reference, version: '1.0' })
      })
    )
  })
})

const dated = (...versions: string[]) => versions.map(version => ({ version, at: null }))

describe('the version that is taken by itself', () => {
  it('is the newest, also before it is finished', () => {
    expect(automaticVersion('semver', dated('1.9', '2.0-rc.1', '1.10'))).toBe('2.0-rc.1')
    expect(automaticVersion('maven', dated('1.0-SNAPSHOT', '1.0', '1.0-rc1'))).toBe('1.0')
    expect(automaticVersion('semver', [])).toBeNull()
  })

  it('may be the one that was published last, and of those of the same moment the highest', () => {
    const versions = [
      { version: '2.0', at: 1 },
      { version: '1.5', at: 7 },
      { version: '1.6', at: 7 },
      { version: '3.0', at: null }
    ]
    expect(automaticVersion('semver', versions, 'published')).toBe('1.6')
    expect(automaticVersion('semver', versions)).toBe('3.0')
  })

  it('does not depend on the order that versions come in', () => {
    const version = fc.tuple(fc.nat(9), fc.nat(9)).map(numbers => numbers.join('.'))
    const versions = fc.array(fc.record({ version, at: fc.option(fc.nat(5)) }), { minLength: 1 })
    fc.assert(
      fc.property(versions, fc.constantFrom('highest' as const, 'published' as const), (list, order) => {
        expect(automaticVersion('semver', list, order)).toBe(automaticVersion('semver', [...list].reverse(), order))
      })
    )
  })
})
