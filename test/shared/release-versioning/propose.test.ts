import { releaseVersion } from '@shared/model/release'
import {
  type EvaluatedText,
  filledVersion,
  isSameVersion,
  proposeVersion,
  type VersionSource
} from '@shared/release-versioning/propose'
import { type Moment, versionValues } from '@shared/release-versioning/version-values'
import { evaluate, TemplateError } from '@shared/template/index'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { channelIdOf } from '../../support/catalogue'

const moment: Moment = { year: 2026, month: 11, day: 8, dayOfYear: 312, hour: 7, minute: 5, second: 9 }
const channels = [
  { id: channelIdOf(1), name: 'Default', isDefault: true },
  { id: channelIdOf(2), name: 'Hot fix', isDefault: false }
] as const

interface Made {
  readonly version: string
  readonly channelId?: (typeof channels)[number]['id']
}

const evaluating =
  (releases: readonly Made[], channel: (typeof channels)[number] = channels[0]) =>
  (text: string): EvaluatedText => {
    try {
      const names = Object.entries(versionValues({ releases, channels, channel, moment }))
      const { text: result, error } = evaluate(text, names, { haltOnError: false })
      return { text: result ?? text, problem: error }
    } catch (error) {
      if (error instanceof TemplateError) return { text, problem: error.message }
      throw error
    }
  }

const proposal = (source: VersionSource, ...versions: string[]) =>
  proposeVersion(source, versions, evaluating(versions.map(version => ({ version }))))

const usual = '#{Octopus.Version.LastMajor}.#{Octopus.Version.LastMinor}.#{Octopus.Version.NextPatch}'
const fromTemplate = (template: string, ...versions: string[]) => proposal({ from: 'template', template }, ...versions)

describe('a version by a template', () => {
  it('is 0.0.1 for the first release, and counts on', () => {
    expect(fromTemplate(usual).version).toBe('0.0.1')
    expect(fromTemplate(usual, '0.0.1').version).toBe('0.0.2')
    expect(fromTemplate(usual, '1.4.2-rc.1').version).toBe('1.4.3')
  })

  it('goes by the release that was made last, which is not the highest, and moves on where that is taken', () => {
    expect(fromTemplate(usual, '1.0.0', '1.0.2', '1.0.1')).toEqual({
      version: '1.0.3',
      why: `From the template ${usual}. 1.0.2 is taken, so this is the next one that is free.`,
      problem: null
    })
  })

  it('may be a mask, which is filled in by the highest', () => {
    expect(fromTemplate('1.2.i', '1.2.3', '1.2.10', '1.2.4')).toEqual({
      version: '1.2.11',
      why: 'From the mask 1.2.i.',
      problem: null
    })
    expect(fromTemplate('#{Octopus.Date.Year}.#{Octopus.Date.Month}.i', '2026.11.4').version).toBe('2026.11.5')
  })

  it('knows the parts, the date and the time', () => {
    const template =
      '#{Octopus.Version.NextMajor}.#{Octopus.Version.LastBuild}.#{Octopus.Date.DayOfYear}.#{Octopus.Version.NextRevision}-#{Octopus.Version.NextSuffix}'
    expect(fromTemplate(template, '1.2.3.4-beta.9').version).toBe('2.3.312.5-beta.10')
    expect(
      fromTemplate('#{Octopus.Date.Day}.#{Octopus.Time.Hour}.#{Octopus.Time.Minute}.#{Octopus.Time.Second}').version
    ).toBe('8.7.5.9')
  })

  it('counts in its own channel, and in others by their names', () => {
    const releases: readonly Made[] = [
      { version: '1.0.0' },
      { version: '2.3.4', channelId: channelIdOf(2) },
      { version: '1.1.0', channelId: channelIdOf(1) }
    ]
    const text = (template: string, channel?: (typeof channels)[number]) => evaluating(releases, channel)(template).text
    expect(text('#{Octopus.Version.Channel.NextPatch} #{Octopus.Version.NextPatch}', channels[1])).toBe('5 1')
    expect(text('#{Octopus.Version.Channel[Hot fix].LastMajor} #{Octopus.Version.Channel[Default].LastMinor}')).toBe(
      '2 1'
    )
    expect(text('#{Octopus.Release.Channel.Name}', channels[1])).toBe('Hot fix')
  })

  it('says what cannot be evaluated, and what is no version', () => {
    expect(fromTemplate('1.0.#{Build}')).toMatchObject({ version: null, problem: expect.stringContaining('#{Build}') })
    expect(fromTemplate('one of these?')).toEqual({
      version: null,
      why: null,
      problem: 'The template one of these? makes “one of these?”, which is no version.'
    })
  })

  it('never throws, and never proposes what is taken or no version', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.constantFrom(
          '1',
          '.',
          'i',
          'c',
          '-',
          '+',
          'rc',
          ' ',
          '#{',
          '}',
          '#{Octopus.Version.NextPatch}',
          usual,
          '#{if x}',
          '#{each i in x}'
        ),
        fc.string()
      )
    )
    const existing = fc.array(
      fc.constantFrom('1.0.0', '1', '0.0.1', '1.0.0+5', 'rc', '2147483647', '1.0-rc.1', '0.0.2')
    )
    fc.assert(
      fc.property(pieces, existing, (parts, versions) => {
        const { version, problem } = fromTemplate(parts.join(''), ...versions)
        if (version === null) expect(problem).toEqual(expect.stringContaining('.'))
        else expect(releaseVersion.safeParse(version).success).toBe(true)
        expect(versions.some(other => version !== null && isSameVersion(other, version))).toBe(false)
      })
    )
  })
})

describe('a version that counts on', () => {
  it('is the one after the release that was made last', () => {
    expect(proposal({ from: 'last' })).toEqual({ version: '0.0.1', why: null, problem: null })
    expect(proposal({ from: 'last' }, '2.0-rc.9')).toEqual({
      version: '2.0-rc.10',
      why: 'One after 2.0-rc.9, the release that was made last.',
      problem: null
    })
  })

  it('does not go round in circles in metadata, which does not count', () =>
    expect(proposal({ from: 'last' }, '1.0.0+6', '1.0.0+5').version).toBe('1.0.1'))

  it('ends where numbers end', () =>
    expect(proposal({ from: 'last' }, '2147483647')).toEqual({
      version: null,
      why: null,
      problem: 'There is no free version after 2147483648.'
    }))
})

describe('a version that is that of a package', () => {
  const from = (version: string | null): VersionSource => ({
    from: 'package',
    version,
    place: 'the package Shop.Web of “Web”'
  })

  it('is never changed, also where it is taken', () => {
    expect(proposal(from('1.4.008'))).toEqual({
      version: '1.4.008',
      why: 'The version of the package Shop.Web of “Web”.',
      problem: null
    })
    expect(proposal(from('1.4.8'), '1.4.008')).toEqual({
      version: '1.4.8',
      why: 'The version of the package Shop.Web of “Web”. There is a release 1.4.008 already.',
      problem: 'There is already a release 1.4.008, made of the same version of the package Shop.Web of “Web”.'
    })
  })

  it('cannot be made where nobody knows it', () =>
    expect(proposal(from(null)).problem).toBe(
      'The version would be that of the package Shop.Web of “Web”, which is not known.'
    ))
})

describe('a version that somebody types', () => {
  it.each([
    ['1.2.i', ['1.2.3'], '1.2.4'],
    ['c.c.i', ['1.2.3.4'], '1.2.4.0'],
    ['1.2.3-alpha.i', [], '1.2.3-alpha.0'],
    ['1.2.3', ['1.2.3.4'], '1.2.3.0'],
    ['whatever', ['1.2.3'], 'whatever'],
    [' 1 . 2 ', [], '1.2'],
    ['1.2.3_i', ['1.2.3'], '1.2.3_i']
  ])('%s after %j is %s', (typed, existing, expected) => expect(filledVersion(typed, existing)).toBe(expected))

  it.each(['whatever', 'v1', '1', '1.2.3.4', '2.0-beta.1+x', '1.4.008', 'feature-12', `1.0-${'a'.repeat(345)}`])(
    'may be %s',
    version => expect(releaseVersion.safeParse(version).success).toBe(true)
  )

  it.each(['', '1/2', 'a b', '1.0?', '2147483648', '#1', '+', `1.0-${'a'.repeat(346)}`])('may not be “%s”', version =>
    expect(releaseVersion.safeParse(version).success).toBe(false)
  )

  it.each([
    ['1.0', '1.0.0'],
    ['1.0.0-RC', '1.0.0_rc'],
    ['1.0+a', '1.0+b'],
    ['v2', '2.0.0.0']
  ])('is the same as another: %s and %s', (a, b) => expect(isSameVersion(a, b)).toBe(true))
})
