import { inspectArchive } from './inspect-archive'
import { packFolder } from './pack-folder'
import { readEntry } from './read-entry'
import { unpackArchive } from './unpack-archive'

/** Archives of this machine, for the services. */
export const archives = {
  inspect: (...[file, format, signal]: Parameters<typeof inspectArchive>) => inspectArchive(file, format, signal),
  unpack: unpackArchive,
  read: readEntry,
  pack: packFolder
}
