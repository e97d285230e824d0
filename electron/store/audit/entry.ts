import { createHash } from 'node:crypto'
import { type AuditEntry, auditDoors, auditSubjects, auditVerbs } from '@shared/audit'
import { canonicalJson } from '@shared/canonical-json'
import { environmentId, projectId, type Sha256, sha256 } from '@shared/ids'
import { z } from 'zod'

/** What the first entry follows. */
export const noHash = '0'.repeat(64) as Sha256

/** An entry as it lies in a file or a journal. */
export const auditEntry: z.ZodType<AuditEntry> = z.strictObject({
  seq: z.number().int().min(1),
  at: z.number(),
  user: z.string(),
  door: z.enum(auditDoors),
  verb: z.enum(auditVerbs),
  subject: z.strictObject({ kind: z.enum(auditSubjects), id: z.string(), name: z.string() }),
  projectId: projectId.exactOptional(),
  environmentId: environmentId.exactOptional(),
  summary: z.string(),
  changes: z
    .array(z.strictObject({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() }))
    .exactOptional(),
  prev: sha256,
  hash: sha256
})

/** What an entry's `hash` has to be. @throws for content that JSON cannot hold. */
export function hashOf(entry: Readonly<Record<string, unknown>>): Sha256 {
  const { hash: _, ...content } = entry
  return createHash('sha256').update(canonicalJson(content)).digest('hex') as Sha256
}

/** Whether an entry's content and its hash fit each other. */
export const isUnaltered = (entry: AuditEntry): boolean => hashOf({ ...entry }) === entry.hash

/** The members of a line that is a JSON object, whatever they are; null for any other line. */
export function membersOf(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}

/** The entry on a line; null for a line that holds none. Whether its hash is right is another question. */
export function entryOf(line: string): AuditEntry | null {
  const parsed = auditEntry.safeParse(membersOf(line))
  return parsed.success ? parsed.data : null
}
