import type { AuditEntry } from '@shared/audit'
import type { HostKeyPin } from '@shared/model/target'
import { expect } from 'vitest'
import { must, type TestWorkspace } from './workspace'

/** What was entered since the workspace was made, oldest first. */
export async function entriesOf({ call }: Pick<TestWorkspace, 'call'>): Promise<readonly AuditEntry[]> {
  const { entries, hasMore } = must(await call('audit.list', { limit: 200 }))
  expect(hasMore).toBe(false)
  return [...entries].reverse()
}

/** What `work` entered. */
export async function enteredBy(
  workspace: TestWorkspace,
  work: () => Promise<unknown>
): Promise<readonly AuditEntry[]> {
  const before = (await entriesOf(workspace)).length
  await work()
  return (await entriesOf(workspace)).slice(before)
}

export const inShort = (entries: readonly AuditEntry[]) =>
  entries.map(({ verb, subject, summary, changes }) => ({
    verb,
    kind: subject.kind,
    summary,
    changes: (changes ?? []).map(({ field, before, after }) => [field, before, after])
  }))

export const key = (letter: string): HostKeyPin => ({
  algorithm: 'ssh-ed25519',
  fingerprint: `SHA256:${letter.repeat(43)}`
})
