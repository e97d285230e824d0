import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sealed, unseal } from '../../electron/store/checksum'
import { Journal } from '../../electron/store/journal/journal'
import { decodeLine, encodeLine, parseLine } from '../../electron/store/journal/line'
import { readJournal } from '../../electron/store/journal/read-journal'
import { tempFolder } from '../support/store'

const line = (n: number, text = '') => ({ n, at: 1, changes: [['groups', 'x', text, 1] as const], entries: [] })

/** Goes on with the journal of a folder, as after a restart, and appends lines up to the number `to`. */
async function writeLines(folder: string, to: number, text = ''): Promise<Journal> {
  const reading = await readJournal(folder)
  const from = reading.next ?? 1
  const journal = await Journal.open(folder, reading, from)
  for (let n = from; n <= to; n++) await journal.append(encodeLine(line(n, text)), n)
  return journal
}

const numbersIn = async (folder: string) => (await readJournal(folder)).lines.map(raw => raw.n)
const filesIn = (folder: string) => readdir(join(folder, 'journal'))
const upTo = (to: number, from = 1) => Array.from({ length: to - from + 1 }, (_, i) => from + i)

describe('a line', () => {
  test('is read as it was written', () => {
    fc.assert(
      fc.property(fc.nat(), fc.string({ unit: 'binary' }), (n, text) => {
        const bytes = encodeLine(line(n, text))
        expect(bytes.indexOf(10)).toBe(bytes.length - 1)
        const raw = decodeLine(bytes.subarray(0, -1))
        expect(raw?.n).toBe(n)
        expect(raw && parseLine(raw)).toEqual(line(n, text))
      })
    )
  })

  test('with any changed byte, or cut short anywhere, is none', () => {
    const bytes = encodeLine(line(7, 'some text')).subarray(0, -1)
    for (let at = 0; at < bytes.length; at++) {
      expect(decodeLine(bytes.subarray(0, at))).toBeNull()
      for (const mask of [1, 32, 255]) {
        const changed = Buffer.from(bytes)
        changed[at] = (changed[at] ?? 0) ^ mask
        expect(decodeLine(changed)).toBeNull()
      }
    }
  })

  test('of random bytes is none', () => {
    fc.assert(
      fc.property(fc.uint8Array(), bytes => {
        expect(decodeLine(bytes)).toBeNull()
      })
    )
  })
})

test('what is sealed is read as it was, and with any changed byte it is not read', () => {
  const text = sealed('{"schema":2,"name":"Ä"')
  expect(unseal(text)).toEqual({ schema: 2, name: 'Ä' })
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(unseal(changed.toString('utf8'))).toBeNull()
  }
})

describe('a journal', () => {
  test('goes on where it ended, in new files as they fill up', async () => {
    const folder = await tempFolder()
    const big = 'x'.repeat(100_000)
    await (await writeLines(folder, 9, big)).rest()
    await (await writeLines(folder, 14, big)).rest()
    expect(await filesIn(folder)).toEqual(['000000000001.ndjson', '000000000007.ndjson', '000000000013.ndjson'])
    expect(await numbersIn(folder)).toEqual(upTo(14))
  })

  test('drops files of which no line is needed, and no others', async () => {
    const folder = await tempFolder()
    const journal = await writeLines(folder, 14, 'x'.repeat(100_000))
    await journal.drop(5)
    expect(await numbersIn(folder)).toEqual(upTo(14))
    await journal.drop(6)
    expect(await numbersIn(folder)).toEqual(upTo(14, 7))
    await journal.drop(14)
    expect(await numbersIn(folder)).toEqual([13, 14])
    await journal.append(encodeLine(line(15)), 15)
    expect(await numbersIn(folder)).toEqual([13, 14, 15])
    await journal.rest()
  })

  test('cuts off what a crash left half written, wherever it was cut', async () => {
    const folder = await tempFolder()
    await (await writeLines(folder, 3)).rest()
    const path = join(folder, 'journal', '000000000001.ndjson')
    const bytes = await readFile(path)
    const ends = [...bytes.entries()].filter(([, byte]) => byte === 10).map(([at]) => at)
    for (let size = 0; size <= bytes.length; size++) {
      await writeFile(path, bytes.subarray(0, size))
      const whole = ends.filter(end => end <= size).length
      const reading = await readJournal(folder)
      expect(reading).toMatchObject({ gaps: [], next: whole + 1 })
      expect(reading.tail?.isTorn ?? true).toBe(true)
      await (await writeLines(folder, whole + 1)).rest()
      expect(await numbersIn(folder)).toEqual(upTo(whole + 1))
      expect((await readJournal(folder)).tail).toBeNull()
    }
  })

  test('names the place of what is missing', async () => {
    const folder = await tempFolder()
    await (await writeLines(folder, 14, 'x'.repeat(100_000))).rest()
    await rm(join(folder, 'journal', '000000000007.ndjson'))
    const first = join(folder, 'journal', '000000000001.ndjson')
    const lines = (await readFile(first, 'utf8')).split('\n')
    lines[2] = `${lines[2]}!`
    await writeFile(first, lines.join('\n'))
    expect((await readJournal(folder)).gaps).toEqual([
      { file: 'journal/000000000001.ndjson', line: 3, from: 3, to: 3 },
      { file: 'journal/000000000013.ndjson', line: 0, from: 7, to: 12 }
    ])
  })

  test('of random bytes is read without a throw', async () => {
    const folder = await tempFolder()
    await mkdir(join(folder, 'journal'))
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async bytes => {
        await writeFile(join(folder, 'journal', '000000000001.ndjson'), bytes)
        expect(await numbersIn(folder)).toEqual([])
      }),
      { numRuns: 100 }
    )
  })
})
