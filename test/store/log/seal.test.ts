import { readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DeploymentFact } from '@shared/deployment'
import { resuming } from '@shared/deployment-resume'
import type { Sha256, TargetId } from '@shared/ids'
import { expect, test } from 'vitest'
import { writeBackup } from '../../../electron/store/backup/write-backup'
import { LogFiles } from '../../../electron/store/log/log-files'
import { digestOf } from '../../../electron/store/log/seal'
import { verifyFolder } from '../../../electron/store/verify/verify-folder'
import { storedDeploymentId as id, output, queued, stamped } from '../../support/deployment-events'
import { openTempStore, tempFolder } from '../../support/store'

const brokenOff: readonly DeploymentFact[] = [
  queued,
  { kind: 'started' },
  output(null, ['one', 'two']),
  { kind: 'interrupted' }
]
const receipt: DeploymentFact = {
  kind: 'receipt',
  targetId: 'target-0000000001' as TargetId,
  receipt: `sha256:${'0'.repeat(64)}` as Sha256,
  by: 'Eve'
}
/** What may come after a log was closed with its last event. */
const later: Readonly<Record<string, readonly DeploymentFact[]>> = {
  continued: [resuming('Eve', []), output(null, ['three']), { kind: 'interrupted' }],
  'given up': [{ kind: 'given-up', by: 'Eve', reason: 'Enough.' }],
  'told of by a receipt': [receipt, output(null, ['four']), { kind: 'interrupted' }],
  'continued and still open': [resuming('Eve', []), output(null, ['three'])]
}

/** A closed store with one deployment whose log took the given events, closed after each part. */
async function closedAfter(...parts: readonly (readonly DeploymentFact[])[]) {
  const temp = await openTempStore()
  const { folder, keyFile } = temp.store
  let first = 1
  for (const facts of parts) {
    const log = await temp.store.logs.open(id)
    for (const event of stamped(facts, first)) await log.append(event)
    first += facts.length
    await log.close()
    await temp.reopen()
  }
  await temp.store.close()
  const own = join(folder, 'deployments', id)
  const faults = async () => (await verifyFolder({ folder, trySecret: null, now: Date.now, attempts: 1 })).faults
  return { folder, keyFile, events: join(own, 'events.ndjson'), seal: join(own, 'seal.json'), faults }
}

const sealed = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'))

const changed = (found: string, before: string) =>
  `It was changed after the deployment was over: its SHA-256 is ${found}, not ${before}.`

test.each(Object.entries(later))('a log that was over and is %s holds, and can be backed up', async (_what, facts) => {
  const { folder, keyFile, events, faults } = await closedAfter(brokenOff, facts)
  expect(await faults()).toEqual([])
  const file = join(await tempFolder(), 'backup.tar.gz')
  const options = { folder, keyFile, file, overwrite: false, workspace: 'main', slipwayVersion: '0.0.0' } as const
  expect(await writeBackup({ ...options, now: Date.now })).toMatchObject({ ok: true, value: { path: file } })
  expect((await readFile(events, 'utf8')).split('\n').length - 1).toBe(brokenOff.length + facts.length)
})

test('the seal of a log that was continued is of all of it once it is over again', async () => {
  const { events, seal } = await closedAfter(brokenOff, later.continued ?? [])
  expect(await sealed(seal)).toEqual({ events: await digestOf(events), artifacts: {} })
})

test('the seal of a log that was continued and is open stays that of its beginning', async () => {
  const { events, seal } = await closedAfter(brokenOff, later['continued and still open'] ?? [])
  const lines = (await readFile(events, 'utf8')).split('\n')
  const beginning = join(await tempFolder(), 'events.ndjson')
  await writeFile(
    beginning,
    lines
      .slice(0, brokenOff.length)
      .map(line => `${line}\n`)
      .join('')
  )
  expect(await sealed(seal)).toEqual({ events: await digestOf(beginning), artifacts: {} })
})

test('a seal of before a log was continued, as earlier versions left it, is no fault', async () => {
  const { seal, faults, ...rest } = await closedAfter(brokenOff)
  const before = await readFile(seal)
  const line = (fact: DeploymentFact, i: number) => JSON.stringify(stamped([fact], brokenOff.length + 1 + i)[0])
  const added = (later['given up'] ?? []).map((fact, i) => `${line(fact, i)}\n`).join('')
  await writeFile(rest.events, added, { flag: 'a' })
  expect(await readFile(seal)).toEqual(before)
  expect(await faults()).toEqual([])
})

test.each(Object.entries(later))('a change of what was sealed of a log that is %s is found', async (_what, facts) => {
  const { events, faults } = await closedAfter(brokenOff, facts)
  const text = await readFile(events, 'utf8')
  await writeFile(events, text.replace('"one\\ntwo"', '"one\\nsix"'))
  expect(await faults()).toEqual([
    {
      file: `deployments/${id}/events.ndjson`,
      place: null,
      what: expect.stringContaining('It was changed after the deployment was over'),
      remedy: expect.stringContaining('backup')
    }
  ])
})

test('a log that is shorter than its seal says is found', async () => {
  const { events, faults } = await closedAfter(brokenOff)
  const before = await digestOf(events)
  const lines = (await readFile(events, 'utf8')).split('\n')
  await truncate(events, before.size - `${lines[brokenOff.length - 1]}\n`.length)
  const found = await digestOf(events)
  expect((await faults()).map(fault => fault.what)).toEqual([changed(found.sha256, before.sha256)])
})

test('what was changed before a log was continued is not sealed anew', async () => {
  const temp = await closedAfter(brokenOff)
  const before = await readFile(temp.seal)
  const text = await readFile(temp.events, 'utf8')
  await writeFile(temp.events, text.replace('"one\\ntwo"', '"one\\nsix"'))
  const log = await new LogFiles(temp.folder).open(id)
  for (const event of stamped(later['given up'] ?? [], brokenOff.length + 1)) await log.append(event)
  await log.close()
  expect(await readFile(temp.seal)).toEqual(before)
  expect(await temp.faults()).toHaveLength(1)
})
