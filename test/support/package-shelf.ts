import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ActionId, Sha256 } from '@shared/ids'
import type { ChosenPackage } from '@shared/model/package'
import { fail, ok } from '@shared/result'
import type { OpenedPackage, PackagesPort } from '../../electron/engine/ports'
import { chosenPackage } from './plans'
import { type Content, treeShipment } from './shipments'

/** Packages of a test, with real files. */
export interface PackageShelf {
  readonly port: PackagesPort
  /** As a release would have chosen it. */
  chosen(actionId: ActionId, packageId: string, changes?: Partial<ChosenPackage>): ChosenPackage
  hashOf(packageId: string): Sha256
  /** The repository loses it. */
  lose(packageId: string): void
}

/** Writes packages below a folder. The file of each is a text, and no archive: nobody unpacks it again. */
export async function packageShelf(folder: string, contents: Readonly<Record<string, Content>>): Promise<PackageShelf> {
  const hashes = new Map<string, Sha256>()
  const opened = new Map<Sha256, OpenedPackage>()
  for (const [packageId, content] of Object.entries(contents)) {
    const text = JSON.stringify(content)
    const { key, from, manifest } = await treeShipment(folder, content)
    const file = join(folder, key)
    writeFileSync(file, text)
    hashes.set(packageId, key)
    opened.set(key, {
      file,
      bytes: Buffer.byteLength(text),
      manifest,
      folder: async () => ok(from),
      read: async path => {
        const found = content[path]
        if (typeof found !== 'object' && found !== undefined) return ok(Buffer.from(found))
        return found !== null && found !== undefined && 'run' in found
          ? ok(Buffer.from(found.run))
          : fail({ kind: 'not-found', message: `There is no ${path}.`, remedy: '' })
      }
    })
  }
  const hashOf = (packageId: string): Sha256 => {
    const hash = hashes.get(packageId)
    if (hash === undefined) throw new Error(`The test has no package ${packageId}`)
    return hash
  }
  return {
    hashOf,
    port: {
      open: async hash => {
        const found = opened.get(hash)
        return found === undefined
          ? fail({ kind: 'package-missing', message: 'It is not in the repository.', remedy: 'Import it again.' })
          : ok(found)
      }
    },
    chosen: (actionId, packageId, changes = {}) =>
      chosenPackage(actionId, packageId, {
        sha256: hashOf(packageId),
        bytes: opened.get(hashOf(packageId))?.bytes ?? 0,
        ...changes
      }),
    lose: packageId => {
      opened.delete(hashOf(packageId))
    }
  }
}
