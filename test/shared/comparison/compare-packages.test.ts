import { comparePackages } from '@shared/comparison/compare-packages'
import type { Sha256 } from '@shared/ids'
import type { ChosenPackage } from '@shared/model/package'
import type { PackageManifest } from '@shared/packages/manifest'
import { describe, expect, it } from 'vitest'
import { chosenPackage, ids, packageStep } from '../../support/plans'

const step = packageStep(1, 'Shop.Web', { name: 'Deploy the shop' })
const release = (...packages: readonly ChosenPackage[]) => ({ steps: [step], packages: [...packages] })
const web = (version: string, changes: Partial<ChosenPackage> = {}) =>
  chosenPackage(ids.action(1), 'Shop.Web', { version, ...changes })

const file = (path: string, content: string) => ({
  kind: 'file' as const,
  path,
  isExecutable: false,
  bytes: 1,
  sha256: content.repeat(64) as Sha256
})
const manifests = new Map<Sha256, PackageManifest>([
  [web('1.0.0').sha256, { format: 1, entries: [file('a', '1'), file('b', '1'), file('c', '1')] }],
  [web('1.1.0').sha256, { format: 1, entries: [file('a', '1'), file('b', '2'), file('d', '1')] }]
])
const manifestOf = async (hash: Sha256) => manifests.get(hash) ?? null

const place = { place: 'Deploy the shop', packageId: 'Shop.Web' }

describe('the packages of two releases', () => {
  it('differ by their places, with the files that differ', async () => {
    expect(await comparePackages(release(web('1.0.0')), release(web('1.1.0')), manifestOf)).toEqual([
      {
        ...place,
        kind: 'changed',
        before: '1.0.0',
        after: '1.1.0',
        files: [
          { path: 'b', kind: 'changed' },
          { path: 'c', kind: 'removed' },
          { path: 'd', kind: 'added' }
        ]
      }
    ])
  })

  it('may have the same version and other content', async () => {
    const other = web('1.0.0', { sha256: web('1.1.0').sha256 })
    expect(await comparePackages(release(web('1.0.0')), release(other), manifestOf)).toMatchObject([
      { ...place, kind: 'same-version-other-content', before: '1.0.0', after: '1.0.0' }
    ])
  })

  it('have no files to compare where one is not in the repository', async () => {
    expect(await comparePackages(release(web('1.0.0')), release(web('9.9.9')), manifestOf)).toMatchObject([
      { ...place, kind: 'changed', files: null }
    ])
  })

  it('come, go, and become other ones, also beside a script', async () => {
    const tools = (packageId: string) => chosenPackage(ids.action(1), packageId, { reference: 'tools' })
    expect(await comparePackages(release(web('1.0.0')), release(tools('Tools')), manifestOf)).toEqual([
      {
        place: 'tools of Deploy the shop',
        packageId: 'Tools',
        kind: 'added',
        before: null,
        after: '1.0.0',
        files: null
      },
      { ...place, kind: 'removed', before: '1.0.0', after: null, files: null }
    ])
    expect(await comparePackages(release(tools('Tools')), release(tools('Kit')), manifestOf)).toMatchObject([
      { packageId: 'Kit', kind: 'changed', before: 'Tools 1.0.0', after: 'Kit 1.0.0' }
    ])
  })

  it('that are the same are not told', async () => {
    expect(await comparePackages(release(web('1.0.0')), release(web('1.0.0')), manifestOf)).toEqual([])
  })
})
