import {
  type FindPattern,
  isMet,
  judgeVersions,
  repeatedSlots,
  ruleFor,
  ruleWords,
  tagText
} from '@shared/channels/rules'
import type { ChannelRule } from '@shared/model/channel'
import { automaticVersion } from '@shared/packages/choose'
import { fail, ok } from '@shared/result'
import type { VersionScheme } from '@shared/versions'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ids } from '../../support/plans'

const find: FindPattern = async (pattern, texts) => ok(texts.map(text => new RegExp(pattern, 'i').test(text)))

type Rule = Pick<ChannelRule, 'range' | 'tag'>

/** Which of some versions meet a rule. */
const meeting = async (rule: Rule, versions: readonly string[], scheme: VersionScheme = 'semver') => {
  const judged = await judgeVersions(rule, scheme, versions, find)
  return judged.ok ? versions.filter((_, at) => judged.value.slice(at, at + 1).every(isMet)) : []
}

const meets = async (rule: Rule, version: string, scheme?: VersionScheme) =>
  (await meeting(rule, [version], scheme)).length === 1

describe('what tags are held against', () => {
  it.each([
    ['1.0.0', ''],
    ['1.0.0-beta.2', 'beta.2'],
    ['1.0.0+build.7', '+build.7'],
    ['1.0.0-rc.1+build.7', 'rc.1+build.7'],
    ['v2.1-alpha', 'alpha']
  ])('of %s is “%s”', (version, expected) => expect(tagText('semver', version)).toBe(expected))

  it('is nothing where there is no version', () => expect(tagText('semver', 'not a version')).toBeNull())
})

describe('a tag', () => {
  it.each([
    ['^$', ['1.0.0'], ['1.0.0+b', '1.0.0-beta', '1.0.0-rc.1+b']],
    ['^(|\\+.*)$', ['1.0.0', '1.0.0+b'], ['1.0.0-beta', '1.0.0-rc.1+b']],
    ['^[^\\+].*', ['1.0.0-beta', '1.0.0-rc.1+b'], ['1.0.0', '1.0.0+b']],
    ['^beta', ['1.0.0-beta', '1.0.0-beta.7', '1.0.0-BETA9'], ['1.0.0', '1.0.0-alpha.beta']],
    ['^(?!beta).+', ['1.0.0-rc.1', '1.0.0-alpha'], ['1.0.0', '1.0.0-beta.1']]
  ])('%s takes %j and not %j', async (tag, taken, left) => {
    expect(await meeting({ tag }, [...taken, ...left])).toEqual(taken)
  })
})

describe('a range', () => {
  it.each([
    ['1.0', ['1.0', '1.0.1', '3.0'], ['0.9', '1.0-beta']],
    ['[1.0]', ['1.0', '1.0.0.0'], ['1.0.1', '0.9']],
    ['[1.0,2.0)', ['1.0', '1.9.9', '2.0.0-beta'], ['2.0', '0.9']],
    ['[1.0,2.0.0-0)', ['1.0', '1.9.9'], ['2.0.0-beta', '2.0']],
    ['[2.0.0-alpha.1,2.0.0)', ['2.0.0-alpha.1', '2.0.0-rc.1'], ['2.0.0', '1.9']]
  ])('%s takes %j and not %j', async (range, taken, left) => {
    expect(await meeting({ range }, [...taken, ...left])).toEqual(taken)
  })

  it('alone asks for nothing where versions are those of Maven, and unions exist there only', async () => {
    expect(await meets({ range: '1.0' }, '0.5', 'maven')).toBe(true)
    expect(await meets({ range: '1.0' }, '0.5')).toBe(false)
    expect(await meeting({ range: '(,1.0],[1.2,)' }, ['0.9', '1.1', '1.3'], 'maven')).toEqual(['0.9', '1.3'])
    expect(await meets({ range: '(,1.0],[1.2,)' }, '0.9')).toBe(false)
  })
})

describe('a rule', () => {
  it('that asks for nothing takes what is no version, and any other does not', async () => {
    expect(await meets({}, 'not a version')).toBe(true)
    expect(await meets({ tag: '.*' }, 'not a version')).toBe(false)
    expect(await meets({ range: '[0,)' }, 'not a version')).toBe(false)
  })

  it('whose pattern does not come to an end judges nothing', async () => {
    const failure = { kind: 'invalid-input', message: 'Too slow.', remedy: '' } as const
    const judged = await judgeVersions({ tag: '(a+)+' }, 'semver', ['1.0'], async () => fail(failure))
    expect(judged).toEqual({ ok: false, failure })
  })

  it('is found by its places, whatever case a reference has', () => {
    const rule = { slots: [{ actionId: ids.action(1), reference: 'Tools' }], range: '[1.0]' }
    expect(ruleFor({ rules: [rule] }, { actionId: ids.action(1), reference: 'tools' })).toBe(rule)
    expect(ruleFor({ rules: [rule] }, { actionId: ids.action(1), reference: '' })).toBeNull()
  })

  it('may not name a place that another one has', () => {
    const slot = (n: number, reference = '') => ({ actionId: ids.action(n), reference })
    expect(repeatedSlots([{ slots: [slot(1), slot(2)] }, { slots: [slot(1, 'tools'), slot(2)] }])).toEqual([[1, 1]])
  })

  it.each([
    [{}, 'any version'],
    [{ range: '[1.0,2.0)' }, 'versions in [1.0,2.0)'],
    [{ tag: '^$' }, 'finished versions'],
    [{ range: '[1.0]', tag: '^beta' }, 'versions in [1.0] whose tag matches ^beta']
  ])('%j reads %s', (rule, words) => expect(ruleWords(rule)).toBe(words))
})

const version = fc
  .tuple(fc.nat(3), fc.nat(3), fc.constantFrom('', '-beta.1', '-rc', '+b', '-beta+c'))
  .map(([major, minor, rest]) => `${major}.${minor}${rest}`)

describe('what is taken by itself', () => {
  it('always meets the rule, and is nothing only where nothing does', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ version, at: fc.option(fc.nat(9)) })),
        fc.constantFrom(undefined, '[1.0,2.0)', '2.0', '[9.0,)'),
        fc.constantFrom(undefined, '^$', '^beta', '.+'),
        fc.constantFrom('highest' as const, 'published' as const),
        async (versions, range, tag, order) => {
          const rule = { ...(range === undefined ? {} : { range }), ...(tag === undefined ? {} : { tag }) }
          const allowed = new Set(
            await meeting(
              rule,
              versions.map(item => item.version)
            )
          )
          const fitting = versions.filter(item => allowed.has(item.version))
          const taken = automaticVersion('semver', fitting, order)
          expect(taken === null).toBe(fitting.length === 0)
          if (taken !== null) expect(await meets(rule, taken)).toBe(true)
        }
      )
    )
  })
})
