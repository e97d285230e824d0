import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'

/** A zip archive with these files. Always the same bytes for the same files. */
export async function makeZip(files: Readonly<Record<string, string | Uint8Array>>): Promise<Buffer> {
  const zip = new ZipFile()
  const mtime = new Date('2026-01-02T03:04:06Z')
  for (const [path, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), path, { mtime })
  zip.end()
  return buffer(zip.outputStream)
}
