import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { verifyFolder } from '../../../electron/store/verify/verify-folder'
import { storedDeploymentId as id, output, queued, stamped } from '../../support/deployment-events'
import { openTempStore } from '../../support/store'

const own = `deployments/${id}`
const events = stamped([queued, { kind: 'started' }, output(null, ['one'])])

/** A store with a log that has some more bytes at its end, which nobody has looked at since. */
async function withEnd(end: string) {
  const temp = await openTempStore()
  const { folder } = temp.store
  const log = await temp.store.logs.open(id)
  for (const event of events) await log.append(event)
  await log.close()
  const file = join(folder, own, 'events.ndjson')
  const { length } = await readFile(file)
  await writeFile(file, end, { flag: 'a' })
  const check = async () => {
    const { faults, warnings } = await verifyFolder({ folder, trySecret: null, now: Date.now, attempts: 1 })
    return { faults, warnings }
  }
  return { store: temp.store, length, check }
}

test('a torn end is a warning', async () => {
  for (const end of ['{"kind":', '\0\0\n']) {
    const { length, check } = await withEnd(end)
    const what = 'Its end is torn, as a crash leaves it.'
    const torn = { file: `${own}/events.ndjson`, place: `byte ${length}`, what, remedy: expect.any(String) }
    expect(await check()).toEqual({ faults: [], warnings: end.endsWith('\n') ? [torn] : [] })
  }
})

test('whole lines that cannot be read are a fault, until they lie in a file of their own', async () => {
  const { store, length, check } = await withEnd('nonsense\n')
  const file = `${own}/events.ndjson`
  expect(await check()).toEqual({
    faults: [
      {
        file,
        place: `byte ${length}`,
        what: 'It cannot be read from there to its end.',
        remedy: 'Look at the deployment: its log then goes without these lines, which are kept in a file beside it.'
      }
    ],
    warnings: []
  })
  await (await store.logs.open(id)).close()
  expect(await check()).toEqual({
    faults: [],
    warnings: [
      {
        file: `${file}.damaged-${length}`,
        place: null,
        what: 'It is what could not be read at the end of the log.',
        remedy: 'Delete it when you no longer want it: backups leave it out.'
      }
    ]
  })
})
