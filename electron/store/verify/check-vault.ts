import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Failure } from '@shared/failure'
import { type SecretId, secretId } from '@shared/ids'
import { z } from 'zod'
import { listFolder } from '../atomic-file'
import type { Breath } from '../breathe'
import { onDisk } from '../storage-failure'
import type { Findings } from './findings'

/** What every format of an entry has. Whether it is genuine only its key can tell. */
const entry = z.looseObject({
  format: z.number().int().min(1),
  key: z.string().min(1),
  iv: z.base64().refine(text => Buffer.from(text, 'base64').length === 12),
  tag: z.base64().refine(text => Buffer.from(text, 'base64').length === 16),
  data: z.base64()
})

/** Opens a secret and forgets it again: null when it opened, `locked` while nothing can be opened. */
export type TrySecret = (id: SecretId) => Promise<Failure | 'locked' | null>

/** Which secrets there are. */
export interface FoundSecrets {
  readonly here: ReadonlySet<string>
  /** Those that were set aside when the vault was started over. Nobody can open them any more. */
  readonly setAside: ReadonlySet<string>
}

/** Reads every entry of the vault and opens it where that is possible. */
export async function checkVault(
  folder: string,
  trySecret: TrySecret | null,
  findings: Findings,
  breath: Breath
): Promise<FoundSecrets> {
  const there = new Set<string>()
  const path = join(folder, 'vault')
  const names = await onDisk('read', path, () => listFolder(path))
  let isLocked = trySecret === null
  for (const name of [...names].sort()) {
    const id = secretId.safeParse(name.replace(/\.json$/, ''))
    if (!id.success || !name.endsWith('.json')) continue
    await breath.take()
    const file = `vault/${name}`
    const bytes = await onDisk('read', join(folder, file), () => readFile(join(folder, file)))
    findings.counts.secrets++
    there.add(id.data)
    if (!isEntry(bytes)) {
      findings.fault(file, null, 'It is not an entry of the vault.', enterAgain)
      continue
    }
    const answer = isLocked || trySecret === null ? null : await trySecret(id.data)
    if (answer === 'locked') isLocked = true
    else if (answer !== null) findings.fault(file, null, answer.message, answer.remedy)
  }
  findings.secretsOpened = !isLocked
  return { here: there, setAside: await idsSetAside(folder) }
}

async function idsSetAside(folder: string): Promise<ReadonlySet<string>> {
  return onDisk('read', folder, async () => {
    const old = (await listFolder(folder)).filter(name => name.startsWith('vault.old-'))
    const names = await Promise.all(old.map(name => listFolder(join(folder, name))))
    return new Set(names.flat().map(name => name.replace(/\.json$/, '')))
  })
}

function isEntry(bytes: Buffer): boolean {
  try {
    return entry.safeParse(JSON.parse(bytes.toString('utf8'))).success
  } catch {
    return false
  }
}

const enterAgain = 'Enter the secret again where it belongs, or put the file back from a backup.'
