import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { AuditEntry } from '@shared/audit'
import { type AuditFile, auditFiles, linesForward } from '../audit/audit-files'
import { ChainCheck } from '../audit/chain-check'
import { entryOf } from '../audit/entry'
import { endsOf } from '../audit/head'
import type { Breath } from '../breathe'
import { onDisk } from '../storage-failure'
import { type Findings, fromBackup } from './findings'

/** Goes along the whole audit chain: its files, and after them what only the journal holds so far. */
export async function checkAudit(
  folder: string,
  journal: readonly AuditEntry[],
  findings: Findings,
  breath: Breath
): Promise<void> {
  const path = join(folder, 'audit')
  const check = new ChainCheck((await endsOf(path)).chain)
  const files = await withoutTornEnd(await auditFiles(path), findings)
  let count = 0
  for await (const line of linesForward(files)) {
    check.add(line)
    if (check.isBroken) break
    count++
    await breath.take()
  }
  const fresh = check.isBroken ? [] : journal.filter(entry => entry.seq > count)
  for (const entry of fresh) check.add({ text: JSON.stringify(entry), file: 'journal', line: entry.seq })
  const { sound, broken } = check.end()
  findings.counts.auditEntries = sound
  if (broken === null) return
  const { place, message } = broken
  findings.fault(place?.file ?? 'audit', place ? `line ${place.line}` : null, message, compare)
}

/** The files without what a crash, or a write that is under way, left behind the last whole line. */
async function withoutTornEnd(files: readonly AuditFile[], findings: Findings): Promise<readonly AuditFile[]> {
  const last = files.at(-1)
  if (last === undefined) return files
  const bytes = await tailOf(last)
  const whole = bytes.lastIndexOf(10) + 1
  const rest = bytes.toString('utf8', whole)
  if (rest === '' || entryOf(rest) !== null) return files
  findings.warn(
    last.name,
    null,
    'Its end is torn, as a crash leaves it.',
    'Nothing: opening the workspace cuts it off.'
  )
  return [...files.slice(0, -1), { ...last, size: last.size - (bytes.length - whole) }]
}

const tailOf = ({ path, size }: AuditFile): Promise<Buffer> =>
  onDisk('read', path, async () => {
    const file = await open(path, 'r')
    try {
      const bytes = Buffer.alloc(Math.min(size, 1024 * 1024))
      const { bytesRead } = await file.read(bytes, 0, bytes.length, size - bytes.length)
      return bytes.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  })

const compare = `Somebody or something changed the audit log outside of Slipway. ${fromBackup}`
