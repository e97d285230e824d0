import { releasesBetween } from '@shared/comparison/releases-between'
import type { ReleaseId } from '@shared/ids'
import { describe, expect, it } from 'vitest'

const release = (version: string) => ({ id: `release-${version}` as ReleaseId, version })
const all = ['1.0.3', '1.0.0', '1.0.1', '1.0.10', '1.0.2', '1.1.0-rc.1', '1.1.0'].map(release)
const between = (before: string | null, after: string, releases = all) =>
  releasesBetween(
    before === null ? null : { version: before },
    releases.find(item => item.version === after) ?? release(after),
    releases
  ).map(({ version }) => version)

describe('the releases between two', () => {
  it('are those after the first up to the second, by version, the newest first', () => {
    expect(between('1.0.0', '1.0.3')).toEqual(['1.0.3', '1.0.2', '1.0.1'])
    expect(between('1.0.2', '1.0.10')).toEqual(['1.0.10', '1.0.3'])
    expect(between('1.0.10', '1.1.0')).toEqual(['1.1.0', '1.1.0-rc.1'])
  })

  it('are only the release itself going back, the first time, again, and for a pre-release', () => {
    expect(between('1.0.3', '1.0.1')).toEqual(['1.0.1'])
    expect(between('1.0.3', '1.0.3')).toEqual(['1.0.3'])
    expect(between(null, '1.0.3')).toEqual(['1.0.3'])
    expect(between('1.0.0', '1.1.0-rc.1')).toEqual(['1.1.0-rc.1'])
  })
})
