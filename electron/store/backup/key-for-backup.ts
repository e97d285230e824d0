import { lstat, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { KeyInBackup } from '@shared/data'
import { z } from 'zod'
import { isMissing, onDisk } from '../storage-failure'

/** As much of a key document as backups need to know. */
const keyDocument = z.looseObject({
  format: z.literal(1),
  workspace: z.string(),
  key: z.string(),
  wraps: z.array(z.looseObject({ kind: z.string() }))
})
type KeyDocument = z.infer<typeof keyDocument>

/** Where the key document of a workspace lies whose plain key would lie in `keyFile`. */
export const documentFileOf = (keyFile: string): string => join(dirname(keyFile), `${basename(keyFile, '.key')}.json`)

/** The text of a key document that may travel, which is wrapped by a passphrase and by nothing else; null for none. */
export async function keyForBackup(
  keyFile: string
): Promise<{ readonly key: KeyInBackup; readonly text: string | null }> {
  const document = await readKeyDocument(documentFileOf(keyFile))
  if (document === null) return { key: (await isThere(keyFile)) ? 'left-out' : 'none', text: null }
  const wraps = document.wraps.filter(wrap => wrap.kind === 'passphrase')
  if (wraps.length === 0) return { key: 'left-out', text: null }
  return { key: 'included', text: `${JSON.stringify({ ...document, wraps }, null, 2)}\n` }
}

/** Null when there is none that can be read. @throws FailureError `storage-failed` */
export async function readKeyDocument(file: string): Promise<KeyDocument | null> {
  return onDisk('read', file, async () => {
    try {
      const parsed = keyDocument.safeParse(JSON.parse(await readFile(file, 'utf8')))
      return parsed.success ? parsed.data : null
    } catch (error) {
      if (isMissing(error) || error instanceof SyntaxError) return null
      throw error
    }
  })
}

const isThere = (file: string): Promise<boolean> =>
  lstat(file).then(
    () => true,
    () => false
  )
