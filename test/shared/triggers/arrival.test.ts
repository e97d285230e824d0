import { describe, expect, it } from 'vitest'
import { whyNoRelease } from '../../../shared/triggers/arrival'

const used = [
  { version: '1.2.0', release: '0.0.1' },
  { version: '1.10.0', release: '0.0.2' }
]

describe('a package that comes in', () => {
  it('makes a release when it is newer than what every release has', () => {
    expect(whyNoRelease('Web', '1.10.1', 'semver', used)).toBeNull()
    expect(whyNoRelease('Web', '0.1.0', 'semver', [])).toBeNull()
  })

  it('makes none when a release has it, and says which one', () => {
    expect(whyNoRelease('Web', '1.10.0', 'semver', used)).toBe('The release 0.0.2 has Web 1.10.0 already.')
  })

  it('makes none when it is older, and says than what', () => {
    expect(whyNoRelease('Web', '1.9.0', 'semver', used)).toBe(
      'Web 1.9.0 is older than 1.10.0, which the release 0.0.2 has.'
    )
  })
})
