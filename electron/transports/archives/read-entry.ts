import type { PackageFormat } from '@shared/model/package'
import { readArchive } from './read-archive'

/**
 * The content of one file of an archive; null where it has none with that path, or a larger one than `most` bytes.
 * Of a zip nothing else is unpacked. @throws as `inspectArchive`
 */
export async function readEntry(
  file: string,
  format: PackageFormat,
  path: string,
  most: number
): Promise<Uint8Array | null> {
  const copies = new Map<string, string>()
  for await (const entry of readArchive(file, format)) {
    if (entry.kind === 'copy') copies.set(entry.path, copies.get(entry.of) ?? entry.of)
    if (entry.kind !== 'file' || entry.path !== path) continue
    if (entry.bytes > most) return null
    const parts: Uint8Array[] = []
    for await (const chunk of entry.content()) parts.push(Buffer.from(chunk))
    return Buffer.concat(parts)
  }
  const original = copies.get(path)
  return original === undefined ? null : readEntry(file, format, original, most)
}
