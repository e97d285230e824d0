import { readFile } from 'node:fs/promises'
import type { DataReport } from '@shared/data'
import { z } from 'zod'
import { writeAtomically } from '../atomic-file'

const finding = z.strictObject({ file: z.string(), place: z.string().nullable(), what: z.string(), remedy: z.string() })
const count = z.number().int().nonnegative()

const report: z.ZodType<DataReport> = z.strictObject({
  checkedAt: z.number(),
  took: z.number(),
  counts: z.strictObject({
    files: count,
    bytes: count,
    records: count,
    references: count,
    commits: count,
    snapshots: count,
    logs: count,
    events: count,
    artifacts: count,
    secrets: count,
    auditEntries: count
  }),
  secretsOpened: z.boolean(),
  faults: z.array(finding),
  faultCount: count,
  warnings: z.array(finding),
  warningCount: count
})

/** Beside the data folder and not in it: checking changes nothing there. */
const fileOf = (folder: string): string => `${folder}-check.json`

/** What the last check of a data folder found; null when there was none, or its note cannot be read. */
export async function readLastCheck(folder: string): Promise<DataReport | null> {
  try {
    return report.parse(JSON.parse(await readFile(fileOf(folder), 'utf8')))
  } catch {
    return null
  }
}

/** Notes what a check found. Never fails: a disk that takes nothing does not keep anybody from checking it. */
export async function noteLastCheck(folder: string, found: DataReport): Promise<void> {
  await writeAtomically(fileOf(folder), JSON.stringify(found)).catch(() => undefined)
}
