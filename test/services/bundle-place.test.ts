import { basename, join, sep } from 'node:path'
import type { BundleId, ReleaseId } from '@shared/ids'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placeOfBundle } from '../../electron/services/bundle-place'

const id = 'bundle-0000000001' as BundleId
const release = { id: 'release-0000000001' as ReleaseId, version: '1.4.2', snapshot: 'a'.repeat(64) as never }
const names = { environment: 'Test', project: 'Shop', release }
const bytesOf = (name: string): number => Buffer.byteLength(name)

describe('the place of a bundle', () => {
  it('says in a drop folder what it is, one folder for each', () => {
    const target = { name: 'till-1', dropFolder: '/drop', form: 'folder' as const }
    expect(placeOfBundle('/data', target, names, id)).toBe(join('/drop', 'Test', 'Shop', '1.4.2', 'till-1'))
    expect(placeOfBundle('/data', { ...target, form: 'archive' }, { ...names, tenant: 'A/B: “Ä”' }, id)).toBe(
      join('/drop', 'A_B_ “Ä”', 'Test', 'Shop', '1.4.2', 'till-1.tar')
    )
  })

  it('is one name in the folder of the workspace', () => {
    const target = { name: 'till-1', dropFolder: '', form: 'archive' as const }
    expect(placeOfBundle('/data', target, { ...names, tenant: 'Acme' }, id)).toBe(
      join('/data', 'bundles', id, 'Acme-Test-Shop-1.4.2-till-1.tar')
    )
  })

  it('tells by the beginning of each name what it is where they are long', () => {
    const target = { name: `till-${'1'.repeat(195)}`, dropFolder: '', form: 'folder' as const }
    const long = { ...names, environment: `Test${'é'.repeat(196)}`, project: `Shop${'🏪'.repeat(98)}` }
    const name = basename(placeOfBundle('/data', target, long, id))
    expect(name).toMatch(/^Testé+-Shop🏪+-1\.4\.2-till-1+$/u)
    expect(bytesOf(name)).toBeLessThanOrEqual(200)
  })

  it('has no name that is too long for a file system, with a number and an ending behind it', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200, size: 'max' })
    fc.assert(
      fc.property(
        name,
        name,
        name,
        name,
        fc.constantFrom('', '/drop'),
        (tenant, environment, project, own, dropFolder) => {
          const target = { name: own, dropFolder, form: 'archive' as const }
          const parts = placeOfBundle('/data', target, { ...names, tenant, environment, project }, id).split(sep)
          for (const part of parts) expect(bytesOf(part)).toBeLessThanOrEqual(204)
          expect(parts.slice(1)).not.toContain('')
        }
      )
    )
  })
})
