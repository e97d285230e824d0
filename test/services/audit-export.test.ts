import type { AuditEntry } from '@shared/audit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvRow, toCsv, toJson } from '../../electron/services/audit-export'
import { aChain } from '../support/audit'

/** Reads CSV by RFC 4180: the rows with their cells. */
function parseCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = []
  let row: string[] = []
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy
  for (let found = cell.exec(text); found; found = cell.exec(text)) {
    row.push(found[1] === undefined ? (found[2] ?? '') : found[1].replaceAll('""', '"'))
    if (found[3] !== ',') {
      rows.push(row)
      row = []
    }
  }
  expect(row).toEqual([])
  return rows
}

async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}

async function* each(entries: readonly AuditEntry[]) {
  yield* entries
}

const chain = aChain(3)
const exported = () => ({
  entries: each(chain),
  filter: { user: 'ada' },
  head: { seq: 3, hash: chain[2]!.hash },
  at: 0
})

describe('a CSV export', () => {
  it('is read back as it was, whatever is in it, and nothing in it begins like a formula', () => {
    const cell = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'=+-@",\r\n\t a1') }))
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1 }), cells => {
        const [read, ...more] = parseCsv(csvRow(cells))
        expect(more).toEqual([])
        expect(read?.map(text => text.replace(/^'(?=[=+\-@\t\r])/, ''))).toEqual(cells)
        expect(read?.filter(text => /^[=+\-@\t\r]/.test(text))).toEqual([])
      })
    )
  })

  it('has one row for each entry, with its number, who, when, what and its place in the chain', async () => {
    const [headings, first, ...rest] = parseCsv(await textOf(toCsv(exported())))
    expect(Object.fromEntries(headings!.map((heading, index) => [heading, first?.[index]]))).toEqual({
      Number: '1',
      'Time (UTC)': '1970-01-01T00:00:01.000Z',
      Person: 'ada',
      'By way of': 'window',
      Action: 'created',
      Kind: 'environment',
      Name: 'Environment 1',
      Id: 'environment-0000000001',
      'Project id': '',
      'Environment id': 'environment-0000000001',
      Sentence: 'Created the environment “Environment 1”.',
      Changes: '',
      'Hash before': '0'.repeat(64),
      Hash: chain[0]!.hash
    })
    expect(rest).toHaveLength(2)
  })
})

it('a JSON export holds whole entries, so that it can be checked elsewhere', async () => {
  expect(JSON.parse(await textOf(toJson(exported())))).toEqual({
    format: 1,
    exportedAt: '1970-01-01T00:00:00.000Z',
    filter: { user: 'ada' },
    head: { seq: 3, hash: chain[2]!.hash },
    entries: chain
  })
  expect(JSON.parse(await textOf(toJson({ ...exported(), entries: each([]) })))).toMatchObject({ entries: [] })
})
