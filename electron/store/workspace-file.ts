import { join } from 'node:path'
import { z } from 'zod'
import { writeAtomically } from './atomic-file'
import { sealed, unseal } from './checksum'
import { readText, storeSchema } from './records/document'

const file = 'workspace.json'
const content = z.looseObject({ schema: z.number().int().min(1) })

/** What tells which version of Slipway a data folder is of. Later versions may add members, and keep these two. */
export type WorkspaceFile =
  | { readonly kind: 'good'; readonly schema: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'damaged'; readonly what: string }

/** Reads `workspace.json`. @throws FailureError `storage-failed`. */
export async function readWorkspaceFile(folder: string): Promise<WorkspaceFile> {
  const text = await readText(join(folder, file))
  if (text.kind !== 'text') return text
  const parsed = content.safeParse(unseal(text.text))
  return parsed.success ? { kind: 'good', schema: parsed.data.schema } : { kind: 'damaged', what: 'was damaged' }
}

export const writeWorkspaceFile = (folder: string): Promise<void> =>
  writeAtomically(join(folder, file), sealed(`{"schema":${storeSchema}`))
