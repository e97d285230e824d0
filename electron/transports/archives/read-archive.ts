import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import type { PackageFormat } from '@shared/model/package'
import { bunzip2 } from './bunzip2'
import { type ArchiveEntry, type ArchiveLimits, usualLimits } from './entries'
import { ArchiveGuard } from './guard'
import { readTar } from './read-tar'
import { readZip } from './read-zip'
import { asRefusal, type Refuse, refusing } from './refusal'
import { systemBzip2 } from './system-bzip2'

const chunkSize = 256 * 1024

/** Hears how many bytes of an archive's file have been read. */
export type Reached = (bytes: number) => void

/**
 * The entries of an archive in its own order; hard links come as copies of what came before. What NuGet packages hold
 * for NuGet alone is left out. Entries that could do harm are refused, and so is an archive that two programs could
 * read in two ways. @throws FailureError `package-invalid`, or the system's error.
 */
export async function* readArchive(
  file: string,
  format: PackageFormat,
  limits: ArchiveLimits = usualLimits,
  reached: Reached = () => undefined
): AsyncGenerator<ArchiveEntry> {
  const refuse = refusing(file)
  const { size } = await stat(file)
  if (size === 0) throw refuse('it is empty')
  const guard = new ArchiveGuard(refuse, limits, size)
  try {
    const entries =
      format === 'zip' ? readZip(file, guard, refuse, reached) : readTar(bytesOf(file, format, reached), guard, refuse)
    for await (const entry of entries)
      yield entry.kind === 'file' ? { ...entry, content: () => refusable(entry.content(), refuse) } : entry
  } catch (error) {
    throw asRefusal(error, refuse)
  }
}

async function* refusable(content: AsyncIterable<Uint8Array>, refuse: Refuse): AsyncGenerator<Uint8Array> {
  try {
    yield* content
  } catch (error) {
    throw asRefusal(error, refuse)
  }
}

async function* bytesOf(
  file: string,
  format: 'tar' | 'tar.gz' | 'tar.bz2',
  reached: Reached
): AsyncGenerator<Uint8Array> {
  const stored = createReadStream(file, { highWaterMark: chunkSize })
  try {
    const telling = (bytes: AsyncIterable<Uint8Array>) => withEach(bytes, () => reached(stored.bytesRead))
    if (format === 'tar') return yield* telling(stored as AsyncIterable<Buffer>)
    if (format === 'tar.bz2')
      return yield* telling((await systemBzip2(stored)) ?? bunzip2(stored as AsyncIterable<Buffer>))
    const gunzip = createGunzip({ chunkSize })
    stored.on('error', error => gunzip.destroy(error)).pipe(gunzip)
    try {
      yield* telling(gunzip as AsyncIterable<Buffer>)
    } finally {
      gunzip.destroy()
    }
  } finally {
    stored.destroy()
  }
}

async function* withEach(bytes: AsyncIterable<Uint8Array>, tell: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    tell()
    yield chunk
  }
}
