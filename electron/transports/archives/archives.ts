import type { PackageFormat } from '@shared/model/package'
import { usualLimits } from './entries'
import { inspectArchive } from './inspect-archive'
import { measureFolder, packFolder } from './pack-folder'
import { readEntry } from './read-entry'
import { unpackArchive } from './unpack-archive'

/** Archives of this machine, for the services. */
export const archives = {
  inspect: (file: string, format: PackageFormat, signal: AbortSignal, reached?: (bytes: number) => void) =>
    inspectArchive(file, format, signal, usualLimits, reached),
  unpack: unpackArchive,
  read: readEntry,
  measure: measureFolder,
  pack: packFolder
}
