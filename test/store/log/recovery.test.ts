import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DeploymentEvent } from '@shared/deployment'
import { foldEvents } from '@shared/deployment-reducer'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LogFiles } from '../../../electron/store/log/log-files'
import { storedDeploymentId as id, output, queued, stamped, storedRuns } from '../../support/deployment-events'
import { tempFolder } from '../../support/store'

const everything = { runs: null, levels: null }
const [run] = storedRuns
const events = stamped([
  queued,
  { kind: 'started' },
  { kind: 'run-started', run },
  output(run, ['one', 'zwö']),
  { kind: 'run-progress', run, percentage: 50, message: 'half' },
  output(null, ['three']),
  output(run, ['four', 'five 😀', 'six'], 'error', 'stderr')
])

const overThen = stamped([queued, { kind: 'started' }, output(null, ['one']), { kind: 'interrupted' }])

/** A log as a killed process leaves it: with the bytes of the events, and perhaps a sidecar. */
async function leftBehind(content: Uint8Array | string, sidecar?: Uint8Array) {
  const root = await tempFolder()
  const folder = join(root, 'deployments', id)
  await mkdir(folder, { recursive: true })
  const file = join(folder, 'events.ndjson')
  const index = join(folder, 'lines.idx')
  await writeFile(file, content)
  if (sidecar !== undefined) await writeFile(index, sidecar)
  const reports: string[] = []
  return { logs: new LogFiles(root, message => reports.push(message)), file, index, reports }
}

const encode = (list: readonly DeploymentEvent[]): Buffer =>
  Buffer.from(list.map(event => `${JSON.stringify(event)}\n`).join(''))

/** What a log tells: state, lines, and that it can go on. */
async function check(logs: LogFiles, expected: readonly DeploymentEvent[]): Promise<void> {
  const log = await logs.open(id)
  expect(await log.state()).toEqual(foldEvents(expected))
  const lines = expected.flatMap(event => (event.kind === 'output' ? event.text.split('\n') : []))
  expect((await log.page(everything, 0, 100)).lines.map(line => line.text)).toEqual(lines)
  const next = { ...output(null, ['next']), seq: expected.length + 1, at: 1 }
  if (expected.length > 0) {
    await log.append(next)
    expect((await log.page(everything, -1, 1)).lines.map(line => line.text)).toEqual(['next'])
  }
  await log.close()
  const again = await logs.open(id)
  expect((await again.state())?.seq).toBe(expected.length > 0 ? next.seq : undefined)
  await again.close()
}

/** The sidecar that a clean end leaves. */
async function goodSidecar(): Promise<Buffer> {
  const { logs, index } = await leftBehind('')
  const log = await logs.open(id)
  for (const event of events) await log.append(event)
  await log.close()
  return readFile(index)
}

describe('a log whose process was killed', () => {
  test('keeps every complete record, wherever in the last one it was cut', async () => {
    const whole = encode(events)
    const kept = encode(events.slice(0, -1)).length
    for (let length = kept; length < whole.length; length++) {
      const { logs, file } = await leftBehind(whole.subarray(0, length))
      const log = await logs.open(id)
      expect((await log.state())?.seq).toBe(events.length - 1)
      expect((await stat(file)).size).toBe(kept)
      await log.close()
    }
  })

  test('goes on from any byte of it, with a sidecar that knows more or less than the log', async () => {
    const sidecar = await goodSidecar()
    const whole = encode(events)
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), fc.option(fc.nat(sidecar.length)), async (length, indexLength) => {
        const left = whole.subarray(0, length)
        const complete = left.toString('utf8').split('\n').length - 1
        const { logs } = await leftBehind(left, indexLength === null ? undefined : sidecar.subarray(0, indexLength))
        await check(logs, events.slice(0, complete))
      }),
      { numRuns: 50 }
    )
  })

  test('goes on when the sidecar is anything but a sidecar', async () => {
    const sidecar = await goodSidecar()
    await fc.assert(
      fc.asyncProperty(fc.nat(sidecar.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const spoiled = Buffer.from(sidecar)
        spoiled[at] = (spoiled[at] ?? 0) ^ change
        const { logs } = await leftBehind(encode(events), spoiled)
        await check(logs, events)
      }),
      { numRuns: 50 }
    )
    for (const garbage of ['', 'SLIPIDX1', 'SLIPIDX1garbage', 'x'.repeat(500)]) {
      const { logs } = await leftBehind(encode(events), Buffer.from(garbage))
      await check(logs, events)
    }
  })

  test('cuts off what power loss leaves: zeros, with or without an end', async () => {
    const zeros = '\0'.repeat(100)
    for (const torn of [zeros.repeat(50), `${zeros}\n`, `${zeros}\n${zeros}`, '{"kind":"output"', '\n']) {
      const { logs, file, reports } = await leftBehind(Buffer.concat([encode(events), Buffer.from(torn)]))
      await check(logs, events)
      expect(await readdir(join(file, '..'))).toEqual(['events.ndjson', 'lines.idx'])
      expect(reports).toEqual([])
    }
  })

  test('keeps whole lines that it cannot read in a file of their own, and says so', async () => {
    const end = encode(events).length
    for (const lines of ['{"seq":8}\n', 'null\n', '{"kind":"output"\n\n', '\0\n}\n{"kind":']) {
      const { logs, file, reports } = await leftBehind(Buffer.concat([encode(events), Buffer.from(lines)]))
      await check(logs, events)
      const kept = `${file}.damaged-${end}`
      expect(await readFile(kept, 'utf8')).toBe(lines)
      expect(reports).toEqual([`The end of ${file} cannot be read from byte ${end}: it was moved to ${kept}.`])
    }
  })

  test('never replaces lines that were kept before', async () => {
    const { logs, file } = await leftBehind(Buffer.concat([encode(events), Buffer.from('one\n')]))
    await (await logs.open(id)).close()
    await writeFile(file, 'two\n', { flag: 'a' })
    await (await logs.open(id)).close()
    const kept = `${file}.damaged-${encode(events).length}`
    expect(await Promise.all([kept, `${kept}-2`].map(name => readFile(name, 'utf8')))).toEqual(['one\n', 'two\n'])
  })

  test('does not lose what was awaited when the sidecar is gone', async () => {
    const { logs, index } = await leftBehind(encode(events))
    await (await logs.open(id)).close()
    await rm(index)
    await check(logs, events)
  })
})

test('half an artifact and half a sidecar of a killed process are swept away', async () => {
  const { logs, file } = await leftBehind(encode(events))
  const folder = join(file, '..')
  await mkdir(join(folder, 'artifacts'))
  const left = ['lines.idx.0123456789ab.tmp', 'artifacts/artifact-0000000001.0123456789ab.tmp']
  for (const name of [...left, 'artifacts/artifact-0000000002']) await writeFile(join(folder, name), 'x')
  await (await logs.open(id)).close()
  const names = (await readdir(folder, { recursive: true })).sort()
  expect(names).toEqual(['artifacts', 'artifacts/artifact-0000000002', 'events.ndjson', 'lines.idx'])
})

test('a log with an event of a newer version is refused in these words, and left as it is', async () => {
  for (const behind of ['', encode(stamped([output(null, ['x'])], events.length + 2)).toString()]) {
    const event = { kind: 'teleported', seq: events.length + 1, at: 1, to: 'elsewhere' }
    const content = `${encode(events)}${JSON.stringify(event)}\n${behind}`
    const { logs, file } = await leftBehind(content)
    await expect(logs.open(id)).rejects.toMatchObject({
      failure: {
        kind: 'storage-failed',
        message: expect.stringContaining('newer version of Slipway'),
        detail: { file, code: 'newer-event' }
      }
    })
    expect(await readFile(file, 'utf8')).toBe(content)
  }
})

describe('a log that is damaged', () => {
  test.each([
    ['in its middle', Buffer.concat([encode(events.slice(0, 2)), Buffer.from('torn\n'), encode(events.slice(2))])],
    ['by a lost record', encode(events.filter(event => event.seq !== 4))],
    ['by a repeated record', encode([...events, ...events.slice(-1)])],
    ['from its start', encode(events.slice(1))],
    ['in what its seal covers', Buffer.concat([encode(overThen.slice(0, -1)), Buffer.from('{"kind":"finish\n')])],
    ['by the loss of what its seal covers', encode(overThen.slice(0, -1))],
    ['by the loss of a piece of what its seal covers', encode(overThen).subarray(0, -5)],
    ['by an event of an unknown run', encode([...events, { ...output('9.here' as never, ['x']), seq: 8, at: 1 }])]
  ])('%s is refused, by name, and left as it is', async (what, content) => {
    const { logs, file } = await leftBehind(content)
    const digest = { size: encode(overThen).length, sha256: '0'.repeat(64) }
    if (what.includes('seal'))
      await writeFile(join(file, '..', 'seal.json'), JSON.stringify({ events: digest, artifacts: {} }))
    await expect(logs.open(id)).rejects.toMatchObject({ failure: { kind: 'storage-failed', detail: { file } } })
    expect(await readFile(file)).toEqual(content)
    await expect(logs.open(id)).rejects.toMatchObject({ failure: { kind: 'storage-failed' } })
  })

  test('by random bytes never throws anything else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.nat(encode(events).length), async (garbage, at) => {
        const content = encode(events)
        const { logs } = await leftBehind(Buffer.concat([content.subarray(0, at), garbage, content.subarray(at)]))
        const outcome = await logs.open(id).then(
          async log => {
            await log.state()
            await log.page(everything, 0, 100)
            await log.close()
            return 'opened'
          },
          error => error.failure?.kind
        )
        expect(['opened', 'storage-failed']).toContain(outcome)
      }),
      { numRuns: 50 }
    )
  })
})
