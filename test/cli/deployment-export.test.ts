import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LogExport } from '@shared/log-calls'
import { describe, expect, it } from 'vitest'
import { makeCli } from '../support/cli'
import { tempFolder } from '../support/store'

describe('deployment export', () => {
  it('saves a log as the end of the file’s name says', async () => {
    const { run, json } = await makeCli()
    const folder = await tempFolder()
    await json(['environment', 'create', 'Test'])
    await json(['target', 'create', 'bench', '--local', '--role', 'server', '--environment', 'Test'])
    await json(['project', 'create', 'Shop'])
    const script = ['--name', 'Say', '--role', 'server', '--body', 'echo one; echo two >&2']
    await json(['process', 'add-script', '--project', 'Shop', ...script])
    await json(['release', 'create', '--project', 'Shop', '--version', '1.0.0'])
    await run(['deploy', '--project', 'Shop', '--release', '1.0.0', '--to', 'Test'])
    const [{ id }] = await json<[{ id: string }]>(['deployment', 'list'])
    const file = join(folder, 'shop.jsonl')
    const saved = await json<LogExport>(['deployment', 'export', id, file, '--level', 'error'])
    expect(saved).toMatchObject({ path: file, lines: 1 })
    expect(await readFile(file, 'utf8')).toContain('"text":"two"')
    const page = await run(['deployment', 'export', id, join(folder, 'shop.html')])
    expect(page).toMatchObject({
      code: 0,
      out: expect.stringContaining('It was looked through for 0 secrets once more.')
    })
  })

  it.each([
    [['x.docx'], '--format must be'],
    [['x.txt', '--level', 'loud'], '--level must be'],
    [['x.txt', '--lines', 'all'], '--lines must be']
  ])('refuses %j', async (words, message) => {
    const { run } = await makeCli()
    const { code, err } = await run(['deployment', 'export', 'deployment-0000000000', ...words])
    expect([code, err]).toEqual([2, expect.stringContaining(message)])
  })
})
