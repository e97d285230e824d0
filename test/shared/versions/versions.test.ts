import {
  applyMask,
  compareVersions,
  hasMask,
  inRange,
  isRange,
  maskBase,
  newestFirst,
  parseVersion,
  type VersionScheme,
  versionSchemes
} from '@shared/versions'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

/** Each is older than the next, from the first to the last. */
function rising(scheme: VersionScheme, ...ladder: readonly string[]): void {
  const found = ladder.map(a => ladder.map(b => compareVersions(scheme, a, b)))
  expect(found).toEqual(ladder.map((_, at) => ladder.map((_other, other) => Math.sign(at - other))))
}

const ladder = ['-alpha', '-alpha.1', '-alpha.beta', '-beta', '-beta.2', '-beta.11', '-rc.1', ''].map(
  end => `1.0.0${end}`
)

describe('versions of releases', () => {
  it.each([
    ['1.0.0', '1.0.0.0'],
    ['1', '0001'],
    ['1.0', 'v1'],
    ['2016.01.02', '2016.1.2'],
    ['1.0.0-prerelease-1', '1.0.0-prerelease.1'],
    ['1.0.0-prerelease-1', '1.0.0-prerelease_1'],
    ['1.0.0+meta1', '1.0.0+meta2'],
    ['1.0.0-RC', '1.0.0-rc'],
    ['V1 . 2', 'v1.2']
  ])('%s and %s are the same', (a, b) => {
    expect([compareVersions('octopus', a, b), compareVersions('octopus', b, a)]).toEqual([0, 0])
  })

  it.each([
    ['1.4.008', '1.4.9'],
    ['1.0.0-2', '1.0.0.1'],
    ['3.0.0-beta.9', '3.0.0-beta.10'],
    ['1.0.0-beta10', '1.0.0-beta9'],
    ['whatever', '0.0.1'],
    ['1.9', '1.10'],
    ['1.4.2', '1.4.3'],
    ['2.0-rc.1', '2.0'],
    // No version of the grammar, because its number is too large.
    ['20260101120000', '20260102120000']
  ])('%s is older than %s', (older, newer) => {
    expect([compareVersions('octopus', older, newer), compareVersions('octopus', newer, older)]).toEqual([-1, 1])
  })

  it('follow the ladder of pre-releases', () => rising('octopus', ...ladder))

  it.each(['latest', '19.0.0.Final', '1_2_3', '1.0+a+b', '1\\2'])('%s can be read', text => {
    expect(parseVersion('octopus', text)).not.toBeNull()
  })

  it.each(['', ' ', '1.0/2', '1.0%', '1?', '1#', '1&2', '1;2', '1"', "1'", '1.*', '[1]', '1.0-a b', '2147483648'])(
    '“%s” cannot be read',
    text => {
      expect(parseVersion('octopus', text)).toBeNull()
    }
  )

  it('are known by their parts', () => {
    expect(parseVersion('octopus', '1_2_3')).toMatchObject({ numbers: [1], prerelease: '2_3' })
    expect(parseVersion('octopus', 'latest')).toMatchObject({ numbers: [], prerelease: 'latest', isPrerelease: true })
    expect(parseVersion('octopus', 'v1 .2-rc.1+x')).toEqual({
      text: 'v1.2-rc.1+x',
      numbers: [1, 2],
      prerelease: 'rc.1',
      metadata: 'x',
      isPrerelease: true
    })
  })
})

describe('blanks in versions of releases', () => {
  const parsed = (text: string) => parseVersion('octopus', text)

  it('may stand around numbers', () => expect(parsed('1 . 2.0 -rc.1')).toEqual(parsed('1.2.0-rc.1')))

  it('may not be all that tells a number from what follows', () => {
    expect(parsed('1.0.0 7542')).toBeNull()
    expect(parsed('1.0.0 7-rc')).toBeNull()
  })

  it('change nothing by being left out', () => {
    const text = fc.string({ unit: fc.constantFrom('0', '1', '7', '.', '-', '+', ' ', 'v', 'a', '_'), maxLength: 12 })
    fc.assert(
      fc.property(text, given => {
        const version = parsed(given)
        if (version !== null) expect(parsed(version.text)).toEqual(version)
      }),
      { numRuns: 3000 }
    )
  })
})

describe('versions of packages', () => {
  it('follow the ladder of pre-releases', () => rising('semver', ...ladder))
  it('tell metadata apart, as the last resort', () => rising('semver', '1.0.0', '1.0.0+meta1', '1.0.0+meta2', '1.0.1'))
  it('tell dashes from dots', () => {
    expect(compareVersions('semver', '1.0.0-a-1', '1.0.0-a.1')).not.toBe(0)
    expect(compareVersions('semver', '1.0.0-A', 'v1.0.0.0-a')).toBe(0)
  })
  it('keep their text', () => {
    expect(parseVersion('semver', ' 1.001.002 ')).toMatchObject({ text: '1.001.002', numbers: [1, 1, 2] })
  })
  it.each(['1.0.*', 'V1.0', '1.0.0-beta.', '+x', 'latest', '1.0.0-b_1', '1.2.3.4.5', '2147483648'])(
    '%s is none',
    text => {
      expect(parseVersion('semver', text)).toBeNull()
    }
  )
  it('come before what is none, when the newest is first', () => {
    expect(['latest', '1.9', '1.10', '1.10-rc.1', '1.0rc2', '1.0rc10'].sort(newestFirst('semver'))).toEqual([
      '1.10',
      '1.10-rc.1',
      '1.9',
      'latest',
      '1.0rc10',
      '1.0rc2'
    ])
  })
})

describe('versions of Java’s repositories', () => {
  it('follow the ladder of qualifiers', () =>
    rising(
      'maven',
      '1.0-a1',
      '1.0-beta1-SNAPSHOT',
      '1.0-beta1',
      '1.0-m1',
      '1.0-rc1-SNAPSHOT',
      '1.0-rc1',
      '1.0-SNAPSHOT',
      '1.0',
      '1.0-sp',
      '1.0-whatever',
      '1-1',
      '1.0.1',
      '1.0.2147483648'
    ))
  it.each([
    ['1.0', '1'],
    ['1.0.0.0', '1'],
    ['1.0-ga', '1.0.Final'],
    ['1.0-cr1', '1.0-rc1'],
    ['1.0-b1', '1.0-beta-1'],
    ['1.0-0', '1']
  ])('%s and %s are the same', (a, b) => {
    expect([compareVersions('maven', a, b), compareVersions('maven', b, a)]).toEqual([0, 0])
  })
  it('need a digit after their short forms', () => {
    expect(compareVersions('maven', '1.0-b', '1.0')).toBe(1)
  })
  it.each([
    ['1.0-SNAPSHOT', true],
    ['2.0-rc1', true],
    ['2.0-m1', true],
    ['2.0', false],
    ['33.0.0-jre', false]
  ])('%s is before a finished one: %s', (text, isPrerelease) => {
    expect(parseVersion('maven', text)?.isPrerelease).toBe(isPrerelease)
  })
})

describe('other versions', () => {
  it('of Docker have “latest” below every number, and finished', () => {
    rising('docker', 'latest', '1.0.0', '1.1')
    expect(parseVersion('docker', 'latest')?.isPrerelease).toBe(false)
    expect(parseVersion('docker', 'alpine')?.isPrerelease).toBe(true)
  })
  it('that are text alone compare label by label', () => {
    rising('lexicographic', '9', '10', 'build10', 'build9', 'main.2')
    expect(compareVersions('lexicographic', 'a_b+x', 'A-b')).toBe(0)
  })
})

describe('every order of versions', () => {
  const text = fc.stringMatching(/^v?[0-9ab]{1,2}([._-]([0-9]{1,2}|a|rc[0-9]|sp|SNAPSHOT)){0,3}(\+b1)?$/)
  it.each(versionSchemes)('is one order: %s', scheme => {
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        expect(compareVersions(scheme, a, a)).toBe(0)
        expect(compareVersions(scheme, a, b) + compareVersions(scheme, b, a)).toBe(0)
        if (compareVersions(scheme, a, b) <= 0 && compareVersions(scheme, b, c) <= 0)
          expect(compareVersions(scheme, a, c)).toBeLessThanOrEqual(0)
      }),
      { numRuns: 300 }
    )
  })
  it.each(versionSchemes)('has a version that was read and written again as the same: %s', scheme => {
    fc.assert(
      fc.property(text, written => {
        const version = parseVersion(scheme, written)
        if (version) expect(compareVersions(scheme, version.text, written)).toBe(0)
      })
    )
  })
})

describe('ranges', () => {
  it.each([
    ['1.0', ['1.0', '1.1', '3'], ['0.9', '1.0-rc.1']],
    ['[1.0]', ['1.0', '1.0.0'], ['1.0.1']],
    ['[1.0,)', ['1.0', '2'], ['0.9', '1.0-dev']],
    ['(1.0,)', ['1.0.1'], ['1.0']],
    ['(,1.0]', ['1.0', '0.1'], ['1.0.1']],
    ['(,1.0)', ['0.9', '1.0-rc.1'], ['1.0']],
    ['[1.0, 2.0]', ['1.0', '2.0'], ['2.0.1']],
    ['(1.0,2.0)', ['1.5'], ['1.0', '2.0']],
    ['[1.0,2.0)', ['2.0.0-beta'], ['2.0']],
    ['[2.0.0-alpha.1,2.0.0)', ['2.0.0-beta'], ['2.0.0-alpha.0', '2.0.0']],
    ['1.2.*', ['1.2', '1.2.9', '1.2.1-beta', '1.2.9+build'], ['1.3', '1.1', '1.3-alpha', '1.3.0-alpha', '1.2.0-beta']],
    ['1.*', ['1', '1.9.9-rc.1'], ['2.0.0-rc.1', '1.0.0-rc.1']],
    ['1.0.*', ['1', '1.0.0.7'], ['1.1.0-alpha', '1.1']],
    ['', ['0', '9-a'], ['latest']]
  ])('“%s” has %j and not %j', (range, inside, outside) => {
    expect(inside.map(version => inRange('semver', version, range))).toEqual(inside.map(() => true))
    expect(outside.map(version => inRange('semver', version, range))).toEqual(outside.map(() => false))
  })

  it.each(['(1.0)', '[2.0,1.0]', '(1.0,1.0]', '[1.0', '1.0]', '[]', '[1,2,3]', '[1.0],[2.0]', 'latest'])(
    '“%s” is none',
    range => {
      expect([isRange('semver', range), inRange('semver', '1.0', range)]).toEqual([false, false])
    }
  )

  it.each(['semver', 'octopus', 'docker', 'maven'] as const)(
    'with a star have no version of other numbers: %s',
    scheme => {
      const number = fc.integer({ min: 0, max: 3 })
      fc.assert(
        fc.property(
          fc.array(number, { minLength: 1, maxLength: 3 }),
          fc.tuple(number, number, number),
          (fixed, numbers) => {
            const isOther = fixed.some((part, at) => part !== numbers[at])
            const range = `${fixed.join('.')}.*`
            expect(inRange(scheme, numbers.join('.'), range)).toBe(!isOther)
            if (isOther) expect(inRange(scheme, `${numbers.join('.')}-alpha`, range)).toBe(false)
          }
        )
      )
    }
  )

  it('of Maven may be several, and a version alone is a wish', () => {
    const versions = ['0.5', '1.0', '1.1', '1.5', '2.0', '2.1', '1.0-SNAPSHOT']
    const having = (range: string) => versions.filter(version => inRange('maven', version, range))
    expect(having('(,1.0],[2.0,)')).toEqual(['0.5', '1.0', '2.0', '2.1', '1.0-SNAPSHOT'])
    expect(having('[1.0,1.5)')).toEqual(['1.0', '1.1'])
    expect(having('1.1')).toEqual(versions)
    expect(
      ['(1.0]', '(1.0,1.0]', '[1.1,1.0]', '[1.0,2.0],[1.5,3.0]', '[2.0],[1.0]'].map(at => isRange('maven', at))
    ).toEqual([false, false, false, false, false])
  })
})

describe('masks', () => {
  it.each([
    ['c.c.i', '1.2.3-alpha.25', '1.2.4'],
    ['c.i.c', '1.2.3-alpha.25', '1.3.0'],
    ['i.c.c', '1.2.3-alpha.25', '2.0.3'],
    ['i.i.i-alpha.i', '1.2.3-alpha.25', '2.0.0-alpha.26'],
    ['c.c.i-alpha.c', '1.2.3-alpha.25', '1.2.4-alpha.25'],
    ['1.2.3-alpha.i', null, '1.2.3-alpha.0'],
    ['c.c.i', '1.2.3.4', '1.2.4.0'],
    ['1.2.3-hi.i', '1.1.1.1', '1.2.3.0-hi.1'],
    ['1.2.3-whatever', '1.2.2.2', '1.2.3.0-whatever'],
    ['0.0.1-i', '0.0.1-blah', '0.0.1-1'],
    ['1.2.3_i', '1.2.3', '1.2.3_i'],
    ['c.c.c_i', '1.2.3', 'c.c.c_i'],
    ['1.2.3-i ', '1.2.3-4', '1.2.3-i'],
    ['v1.i', '1.9', 'v1.10'],
    ['1.0.0+b.i', '1.0.0+b.9', '1.0.0+b.10']
  ])('%s on %s makes %s', (mask, base, made) => {
    expect(applyMask(mask, base)).toBe(made)
  })

  it('count from the highest version with the same numbers in front', () => {
    const versions = ['2.0', '1.2.9', '1.10.1', '1.10.1-rc.1', 'odd version']
    expect(['1.i.i', '1.2.i', 'c.i', '3.i', '1.10.1-rc.i', '2.0+x.i'].map(mask => maskBase(mask, versions))).toEqual([
      '1.10.1',
      '1.2.9',
      '2.0',
      null,
      '1.10.1',
      '2.0'
    ])
  })

  it('are told from plain versions', () => {
    expect(['1.2.i', '1.0-rc.c', '1.2.3', '1.2.3-alpha', '1.2_i', 'ice'].map(hasMask)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false
    ])
  })
})
