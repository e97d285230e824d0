import { appendFile, mkdir, readdir, readFile, rm, rmdir, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AuditEntry, AuditFilter } from '@shared/audit'
import type { ProjectId } from '@shared/ids'
import { describe, expect, test } from 'vitest'
import { AuditLog } from '../../../electron/store/audit/audit-log'
import { aDraft } from '../../support/audit'
import { tempFolder } from '../../support/store'

const actor = { user: 'ada', door: 'command-line' } as const

const openIn = (folder: string, perFile = 10): Promise<AuditLog> => AuditLog.open({ folder, actor, perFile })

async function logWith(count: number, perFile = 10) {
  const folder = await tempFolder()
  const log = await openIn(folder, perFile)
  for (let n = 1; n <= count; n++) await log.append(log.stamp([aDraft(n)], n * 1000))
  const file = join(folder, 'audit', '000001.ndjson')
  return { folder, log, file, reopened: () => openIn(folder, perFile) }
}

const seqsOf = (entries: readonly AuditEntry[]): readonly number[] => entries.map(entry => entry.seq)

const newest = async (log: AuditLog, filter: AuditFilter = {}, before: number | null = null, limit = 100) => {
  const { entries, hasMore } = await log.page(filter, before, limit)
  return { seqs: seqsOf(entries), hasMore }
}

async function allOf(log: AuditLog, filter: AuditFilter = {}): Promise<readonly AuditEntry[]> {
  const entries: AuditEntry[] = []
  for await (const entry of log.entries(filter)) entries.push(entry)
  return entries
}

test('an entry says who did what and when, and continues the one before', async () => {
  const { log } = await logWith(1)
  const first = (await allOf(log))[0]
  const [second] = log.stamp([aDraft(2, { door: 'slipway' })], 2000)
  expect(first).toEqual({
    ...aDraft(1),
    seq: 1,
    at: 1000,
    user: 'ada',
    door: 'command-line',
    prev: '0'.repeat(64),
    hash: first?.hash
  })
  expect(second).toMatchObject({ seq: 2, door: 'slipway', prev: first?.hash })
  expect(log.head()).toEqual({ seq: 2, hash: second?.hash })
})

describe('what was appended', () => {
  test('is there after a restart, and the chain goes on', async () => {
    const { log, reopened } = await logWith(25)
    const after = await reopened()
    expect(after.head()).toEqual(log.head())
    await after.append(after.stamp([aDraft(26)], 26_000))
    expect(seqsOf(await allOf(after))).toEqual(Array.from({ length: 26 }, (_, index) => index + 1))
    expect(await after.verify(null)).toEqual({ sound: 26, head: after.head(), broken: null, noted: null })
  })

  test('lies in files of a fixed number of entries', async () => {
    const { folder } = await logWith(21)
    expect((await readdir(join(folder, 'audit'))).sort()).toEqual([
      '000001.ndjson',
      '000002.ndjson',
      '000003.ndjson',
      'head.json'
    ])
    expect((await readFile(join(folder, 'audit', '000002.ndjson'), 'utf8')).trimEnd().split('\n')).toHaveLength(10)
  })

  test('is not appended a second time when it is given again', async () => {
    const { log } = await logWith(3)
    const entries = await allOf(log)
    await log.append(entries)
    expect(await allOf(log)).toEqual(entries)
  })

  test('comes from a journal into an emptier log as it is', async () => {
    const { log } = await logWith(14)
    const entries = await allOf(log)
    const behind = await logWith(0)
    await behind.log.append(entries.slice(0, 5))
    await behind.log.append(entries)
    expect(await allOf(behind.log)).toEqual(entries)
    expect(behind.log.head()).toEqual(log.head())
  })
})

describe('what was stamped and not yet appended', () => {
  test('is part of every read', async () => {
    const { log } = await logWith(3)
    const waiting = log.stamp([aDraft(4), aDraft(5)], 9000)
    expect(await newest(log)).toEqual({ seqs: [5, 4, 3, 2, 1], hasMore: false })
    expect(seqsOf(await allOf(log))).toEqual([1, 2, 3, 4, 5])
    expect(await log.verify(waiting[0]?.hash ?? null)).toEqual({ sound: 5, head: log.head(), broken: null, noted: 4 })
  })

  test('is gone after it was taken back, and its numbers are given again', async () => {
    const { log } = await logWith(3)
    const { hash } = log.head()
    const [kept] = log.stamp([aDraft(4)], 4000)
    log.stamp([aDraft(5), aDraft(6)], 5000)
    log.rewindTo(4)
    expect(log.head()).toEqual({ seq: 4, hash: kept?.hash })
    log.rewindTo(3)
    expect(log.head()).toEqual({ seq: 3, hash })
    await log.append(log.stamp([aDraft(7)], 7000))
    expect((await log.verify(null)).broken).toBeNull()
    expect(await newest(log)).toEqual({ seqs: [4, 3, 2, 1], hasMore: false })
  })
})

describe('after a crash', () => {
  test('a torn last line is cut off and its number given again', async () => {
    const { log, file, reopened } = await logWith(3)
    const head = log.head()
    await appendFile(file, '{"seq":4,"at":')
    const after = await reopened()
    expect(after.head()).toEqual(head)
    await after.append(after.stamp([aDraft(4)], 4000))
    expect((await after.verify(null)).broken).toBeNull()
  })

  test('a last line that lacks only its line feed is kept', async () => {
    const { log, file, reopened } = await logWith(3)
    await truncate(file, (await readFile(file)).length - 1)
    const after = await reopened()
    expect(after.head()).toEqual(log.head())
    await after.append(after.stamp([aDraft(4)], 4000))
    expect(await after.verify(null)).toMatchObject({ sound: 4, broken: null })
  })

  test('a file that was just begun and holds nothing whole changes nothing', async () => {
    const { log, folder, reopened } = await logWith(10)
    await writeFile(join(folder, 'audit', '000002.ndjson'), '{"se')
    const after = await reopened()
    expect(after.head()).toEqual(log.head())
    await after.append(after.stamp([aDraft(11)], 11_000))
    expect(await after.verify(null)).toMatchObject({ sound: 11, broken: null })
  })
})

test('an append that fails leaves nothing half-written, and the next one succeeds', async () => {
  const { log, folder } = await logWith(10)
  const blocked = join(folder, 'audit', '000002.ndjson')
  await mkdir(blocked)
  const entries = log.stamp([aDraft(11)], 11_000)
  await expect(log.append(entries)).rejects.toMatchObject({ failure: { kind: 'storage-failed' } })
  await rmdir(blocked)
  await log.append(entries)
  expect(await log.verify(null)).toMatchObject({ sound: 11, broken: null })
})

describe('tampering with the files', () => {
  const broken = async (log: AuditLog) => (await log.verify(null)).broken

  test('is named by file and line while the app runs and after a restart', async () => {
    const { log, file, reopened } = await logWith(5)
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.replace('Created the environment “Environment 3”', 'Created nothing'))
    const named = {
      kind: 'edited',
      seq: 3,
      place: { file: 'audit/000001.ndjson', line: 3 },
      message: 'Entry 3 was edited: its content does not have the hash that it names.'
    }
    expect(await broken(log)).toEqual(named)
    const after = await reopened()
    expect(await broken(after)).toEqual(named)
  })

  test('entries removed from the end are missed, also after more was entered', async () => {
    const { file, reopened } = await logWith(5)
    const lines = (await readFile(file, 'utf8')).split('\n')
    await writeFile(file, `${lines.slice(0, 3).join('\n')}\n`)
    const after = await reopened()
    expect(await broken(after)).toMatchObject({ kind: 'cut-off', seq: 4 })
    await after.append(after.stamp([aDraft(6)], 6000))
    expect(after.head().seq).toBe(6)
    expect(await broken(after)).toMatchObject({ kind: 'missing', seq: 4 })
    expect(await newest(after)).toEqual({ seqs: [6, 3, 2, 1], hasMore: false })
  })

  test('a last entry that cannot be read is not built upon', async () => {
    const { file, reopened } = await logWith(5)
    const lines = (await readFile(file, 'utf8')).split('\n')
    await writeFile(file, `${lines.with(4, 'nonsense').join('\n')}`)
    const after = await reopened()
    await after.append(after.stamp([aDraft(6)], 6000))
    expect(await broken(after)).toMatchObject({ kind: 'unreadable', seq: 5 })
  })

  test('a whole file that is gone is missed', async () => {
    const { folder, reopened } = await logWith(25)
    await rm(join(folder, 'audit', '000002.ndjson'))
    expect(await broken(await reopened())).toMatchObject({ kind: 'missing', seq: 11 })
  })
})

describe('reading', () => {
  test('goes page by page from the newest back, across files', async () => {
    const { log } = await logWith(25)
    expect(await newest(log, {}, null, 7)).toEqual({ seqs: [25, 24, 23, 22, 21, 20, 19], hasMore: true })
    expect(await newest(log, {}, 19, 12)).toMatchObject({ seqs: [18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7] })
    expect(await newest(log, {}, 3, 2)).toEqual({ seqs: [2, 1], hasMore: false })
    expect(await newest(log, {}, 1, 2)).toEqual({ seqs: [], hasMore: false })
  })

  test('finds the same newest-first and oldest-first under any filter', async () => {
    const { log } = await logWith(12)
    const projectId = 'project-0000000001' as ProjectId
    const changes = [{ field: 'Name', before: 'Läb "1"', after: null }]
    await log.append(log.stamp([aDraft(13, { projectId, verb: 'deleted', changes })], 13_000))
    const filters: readonly (readonly [AuditFilter, readonly number[]])[] = [
      [{ projectId }, [13]],
      [{ user: 'ada', from: 3000, to: 6000 }, [3, 4, 5]],
      [{ user: 'grace' }, []],
      [{ subjects: ['project'] }, []],
      [{ verbs: ['deleted', 'launched'] }, [13]],
      [{ text: 'ENVIRONMENT 1' }, [1, 10, 11, 12, 13]],
      [{ text: 'läb "1"' }, [13]],
      [{ text: 'seq' }, []]
    ]
    for (const [filter, seqs] of filters) {
      expect(seqsOf(await allOf(log, filter))).toEqual(seqs)
      expect((await newest(log, filter)).seqs).toEqual([...seqs].reverse())
    }
  })

  test('knows everybody who made an entry', async () => {
    const { folder, log } = await logWith(11)
    expect(await log.users()).toEqual(['ada'])
    const user = 'gr"a\\ce'
    const second = await AuditLog.open({ folder, actor: { user, door: 'window' }, perFile: 10 })
    await second.append(second.stamp([aDraft(12, { summary: '"user":"mallory"' })], 12_000))
    const third = await openIn(folder)
    expect(await third.users()).toEqual(['ada', user])
    third.stamp([aDraft(13)], 1)
    expect(await third.users()).toEqual(['ada', user])
  })
})
