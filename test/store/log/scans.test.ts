import { appendFile, readFile, writeFile } from 'node:fs/promises'
import type { DeploymentFact } from '@shared/deployment'
import type { Result } from '@shared/result'
import type { SearchQuery } from '@shared/task-log/search'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { LogFiles } from '../../../electron/store/log/log-files'
import { createScanThreads } from '../../../electron/store/log/scan/scan-thread'
import type { ScanSearch } from '../../../electron/store/log/scan/scans'
import { createScansHere } from '../../../electron/store/log/scan/scans-here'
import { bundleWorker } from '../../support/bundle-worker'
import { storedDeploymentId as id, output, queued, stamped, storedRuns } from '../../support/deployment-events'
import { tempFolder } from '../../support/store'

const [onTarget, here] = storedRuns
const begun: readonly DeploymentFact[] = [queued, { kind: 'started' }, { kind: 'run-started', run: here }]

async function newLog(facts: readonly DeploymentFact[] = []) {
  const logs = new LogFiles(await tempFolder())
  onTestFinished(() => logs.close())
  const log = await logs.open(id)
  let count = 0
  const append = async (more: readonly DeploymentFact[]) => {
    await Promise.all(stamped(more, count + 1).map(event => log.append(event)))
    count += more.length
  }
  await append([...begun, ...facts])
  return { log, append }
}

const search = (text: string, options: Partial<SearchQuery> = {}): ScanSearch => ({
  query: { text, isRegex: false, isCaseSensitive: false, isWholeWord: false, ...options },
  filter: { runs: null, levels: null },
  from: 0,
  limit: 100
})

/** An answer that is no failure. */
async function value<T>(answer: Promise<Result<T>>): Promise<T> {
  const result = await answer
  if (!result.ok) throw new Error(result.failure.message)
  return result.value
}

describe('scanning a log', () => {
  test('reads what is new when it is asked again, also what is still on its way to the disk', async () => {
    const { log, append } = await newLog([output(here, ['one', 'two'])])
    const scans = createScansHere()
    const ask = async () => {
      const answer = await scans.search(await log.readable(), search('o'))
      return answer.ok ? [answer.value.hits.numbers, answer.value.searched, answer.value.lines] : answer
    }
    expect(await ask()).toEqual([[1, 2], 2, 2])
    void append([output(here, ['three', 'four'])])
    expect(await ask()).toEqual([[1, 2, 4], 4, 4])
  })

  test('outlines each run, and ends its groups with its attempt', async () => {
    const { log, append } = await newLog([output(here, ['##[group]Build', 'x'])])
    const scans = createScansHere()
    const first = await scans.outline(await log.readable(), 0)
    expect(first).toMatchObject({ ok: true, value: { scanned: 2, items: [{ name: 'Build', first: 0, end: null }] } })
    const revision = first.ok ? first.value.revision : 0
    await append([{ kind: 'run-succeeded', run: here }])
    expect(await scans.outline(await log.readable(), revision)).toMatchObject({
      ok: true,
      value: { items: [{ name: 'Build', end: 2 }] }
    })
  })

  test('says where a run begins to differ from another', async () => {
    const bad = await newLog([output(here, ['took 3 s', 'broken'])])
    const good = await newLog([output(null, ['about all']), output(here, ['took 9 s', 'fine'])])
    const [own, other] = [await bad.log.readable(), await good.log.readable()]
    expect(await createScansHere().compare({ log: own, run: here }, { log: other, run: here })).toEqual({
      ok: true,
      value: {
        line: { number: 2, stream: 'stdout', text: 'broken' },
        expected: { number: 3, stream: 'stdout', text: 'fine' },
        same: 1
      }
    })
    expect(await createScansHere().compare({ log: own, run: onTarget }, { log: other, run: onTarget })).toEqual({
      ok: true,
      value: null
    })
  })

  test('begins anew when the log is shorter than it was', async () => {
    const { log } = await newLog([output(here, ['x']), output(here, ['x'])])
    const scans = createScansHere()
    const whole = await log.readable()
    await scans.search(whole, search('x'))
    const text = await readFile(whole.path, 'utf8')
    const end = Buffer.byteLength(text.split('\n').slice(0, 4).join('\n')) + 1
    const answer = await scans.search({ ...whole, end, lines: 1 }, search('x'))
    expect(answer).toMatchObject({ ok: true, value: { count: 1, searched: 1 } })
  })

  test('says so when the log cannot be read', async () => {
    const { log } = await newLog()
    const { path, end } = await log.readable()
    await appendFile(path, 'garbage\n')
    const spoilt = { path, end: end + 8, lines: 0 }
    const failed = { ok: false, failure: { kind: 'storage-failed', detail: { file: path } } }
    expect(await createScansHere().search(spoilt, search('x'))).toMatchObject(failed)
    const missing = { ...spoilt, path: `${path}.gone` }
    expect(await createScansHere().outline(missing, 0)).toMatchObject({
      ok: false,
      failure: { detail: { code: 'ENOENT' } }
    })
  })
})

describe('the scanning threads', () => {
  let workerPath = ''
  beforeAll(async () => {
    workerPath = await bundleWorker('electron/store/log/scan/worker.ts', 'log-worker')
  })

  const threads = (patienceMs?: number) => {
    const scans = createScanThreads({ workerPath, ...(patienceMs === undefined ? {} : { patienceMs }) })
    onTestFinished(() => scans.dispose())
    return scans
  }

  test('answer what this thread answers', async () => {
    const { log } = await newLog([output(here, ['Alpha', 'beta', '##[group]G'])])
    const readable = await log.readable()
    const [there, near] = [threads(), createScansHere()]
    expect(await there.search(readable, search('a'))).toEqual(await near.search(readable, search('a')))
    expect(await there.search(readable, search('^b', { isRegex: true }))).toMatchObject({ value: { count: 1 } })
    expect(await there.outline(readable, 0)).toEqual(await near.outline(readable, 0))
  })

  test('end a pattern that does not come to an end, and go on with others', async () => {
    const { log } = await newLog([output(here, [`${'a'.repeat(90)}!`])])
    const readable = await log.readable()
    const scans = threads(1000)
    const endless = scans.search(readable, search('(a+)+b', { isRegex: true }))
    const text = scans.search(readable, search('a'))
    expect(await text).toMatchObject({ ok: true, value: { count: 1 } })
    expect(await endless).toMatchObject({ ok: false, failure: { kind: 'timed-out' } })
    expect(await value(scans.search(readable, search('a!$', { isRegex: true })))).toMatchObject({ count: 1 })
  })

  test('that cannot start, and those that were ended, answer as well', async () => {
    const { log } = await newLog()
    const readable = await log.readable()
    const broken = createScanThreads({ workerPath: '/nowhere/worker.cjs' })
    expect(await broken.outline(readable, 0)).toMatchObject({ ok: false, failure: { kind: 'internal' } })
    const over = threads()
    await over.dispose()
    expect(await over.outline(readable, 0)).toMatchObject({ ok: false, failure: { kind: 'cancelled' } })
  })

  test('look through a million lines in about a second', async () => {
    const file = `${await tempFolder()}/events.ndjson`
    const texts = Array.from(
      { length: 1000 },
      (_, i) => `worker ${i} handled request ${i * 7} with status 200 in ${i % 97} ms`
    )
    const record = `${JSON.stringify({ ...output(here, texts), seq: 1, at: 1 })}\n`
    await writeFile(file, record.repeat(1000))
    const log = { path: file, end: Buffer.byteLength(record) * 1000, lines: 1_000_000 }
    const scans = threads()
    const start = performance.now()
    for (;;) {
      const { searched, count } = await value<{ searched: number; count: number }>(
        scans.search(log, search('request 6986 '))
      )
      if (searched < 1_000_000) continue
      expect(count).toBe(1000)
      break
    }
    // Far more than it takes, because the machine may be busy.
    expect(performance.now() - start).toBeLessThan(10_000)
  })
})
