import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AuditEntry, AuditVerdict } from '@shared/audit'
import { describe, expect, it } from 'vitest'
import { makeCli } from '../support/cli'
import { tempFolder } from '../support/store'

async function makeWorkspace() {
  const cli = await makeCli()
  await cli.json(['environment', 'create', 'Test'])
  await cli.json(['project', 'create', 'Shop'])
  const file = join(cli.home, 'workspaces', 'main', 'audit', '000001.ndjson')
  return { ...cli, file }
}

describe('audit list', () => {
  it('prints who did what by which way, newest first', async () => {
    const { run } = await makeWorkspace()
    const { code, out } = await run(['audit', 'list'])
    expect(code).toBe(0)
    const rows = out
      .trimEnd()
      .split('\n')
      .map(row => row.split(/ {2,}/))
    expect(rows.map(row => [row[0], row[3], row[4]])).toEqual([
      ['NUMBER', 'BY WAY OF', 'WHAT'],
      ['3', 'command line', 'Created the project “Shop”.'],
      ['2', 'command line', 'Created the environment “Test”.'],
      ['1', 'Slipway itself', 'Created the project group “Default Project Group”.']
    ])
  })

  it('narrows by project, environment, person, text and time', async () => {
    const { json, run } = await makeWorkspace()
    const all = await json<AuditEntry[]>(['audit', 'list'])
    const numbers = async (...words: string[]) =>
      (await json<AuditEntry[]>(['audit', 'list', ...words])).map(entry => entry.seq)
    expect(await numbers('--project', 'shop')).toEqual([3])
    expect(await numbers('--environment', 'Test')).toEqual([2])
    expect(await numbers('--user', 'nobody-at-all')).toEqual([])
    expect(await numbers('--user', all[0]!.user, '--limit', '2')).toEqual([3, 2])
    expect(await numbers('--text', 'THE project “')).toEqual([3])
    expect(await numbers('--since', new Date(all[0]!.at + 1).toISOString())).toEqual([])
    expect(await numbers('--until', '2020-01-31')).toEqual([])
    expect((await run(['audit', 'list', '--since', 'soon'])).code).toBe(2)
    expect((await run(['audit', 'list', '--limit', 'all'])).code).toBe(2)
  })
})

describe('audit verify', () => {
  it('says how many entries are sound and prints the end to note down, which is found again later', async () => {
    const { run, json } = await makeWorkspace()
    const { head } = await json<AuditVerdict>(['audit', 'verify'])
    expect((await run(['audit', 'verify'])).out).toBe(
      `The chain of 3 entries is sound.\nNote its end elsewhere to see later whether it was rebuilt:\n  ${head.hash}\n`
    )
    await json(['environment', 'create', 'Production'])
    const later = await run(['audit', 'verify', '--head', head.hash.toUpperCase()])
    expect(later.out).toContain('The noted hash is that of entry 3.')
    const other = await run(['audit', 'verify', '--head', 'f'.repeat(64)])
    expect([other.code, other.out]).toEqual([1, expect.stringContaining('But no entry has the noted hash.')])
    expect((await run(['audit', 'verify', '--head', 'abc'])).code).toBe(2)
  })

  it('fails with the number, file and line of the entry that was edited', async () => {
    const { run, file } = await makeWorkspace()
    await writeFile(file, (await readFile(file, 'utf8')).replace('“Shop”', '“Ship”'))
    const { code, out } = await run(['audit', 'verify'])
    expect(code).toBe(1)
    expect(out).toContain(
      'The chain is broken. Entry 3 was edited: its content does not have the hash that it names. (audit/000001.ndjson, line 3)\nBefore it, 2 entries are sound.'
    )
  })
})

describe('audit export', () => {
  it('saves by the format that the file’s name says', async () => {
    const { run, json } = await makeWorkspace()
    const folder = await tempFolder()
    const entries = await json<AuditEntry[]>(['audit', 'list', '--project', 'Shop'])
    const file = join(folder, 'audit.json')
    const saved = await run(['audit', 'export', file, '--project', 'Shop'])
    expect(saved.out).toBe(`Saved 1 entry to ${file}.\n`)
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ entries })
    await run(['audit', 'export', join(folder, 'audit.txt'), '--format', 'csv'])
    const csv = await readFile(join(folder, 'audit.txt'), 'utf8')
    expect(csv.split('\r\n').map(row => row.split(',')[0])).toEqual(['Number', '1', '2', '3', '4', ''])
    expect((await run(['audit', 'export', join(folder, 'audit.pdf')])).code).toBe(2)
  })
})
