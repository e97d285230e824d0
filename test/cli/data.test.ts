import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DataReport } from '@shared/data'
import { describe, expect, it } from 'vitest'
import { makeCli } from '../support/cli'
import { tempFolder } from '../support/store'
import { openTestWorkspace } from '../support/workspace'

const usedHome = async () => {
  const cli = await makeCli()
  await cli.json(['environment', 'create', 'Test'])
  return cli
}

describe('slipway data', () => {
  it('verifies, also while another process has the workspace open', async () => {
    const cli = await usedHome()
    expect(await cli.run(['data', 'verify'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('Everything holds.')
    })
    await openTestWorkspace({ home: cli.home })
    expect((await cli.run(['environment', 'list'])).code).toBe(1)
    const report = await cli.json<DataReport>(['data', 'verify'])
    expect(report).toMatchObject({ faults: [], warnings: [], counts: { auditEntries: 2 } })
  })

  it('ends with 1 when something is damaged, and names it', async () => {
    const cli = await usedHome()
    const folder = join(cli.home, 'workspaces', 'main', 'records', 'environments')
    const [name = ''] = await readdir(folder)
    await writeFile(join(folder, name), '{}')
    const { code, out } = await cli.run(['data', 'verify'])
    expect([code, out]).toEqual([1, expect.stringContaining(`FAULT: records/environments/${name}: It was damaged.`)])
    expect((await cli.run(['--json', 'data', 'verify'])).code).toBe(1)
  })

  it('backs up and restores', async () => {
    const cli = await usedHome()
    const file = join(await tempFolder(), 'backup.tar.gz')
    const backup = await cli.run(['data', 'backup', file])
    expect(backup).toMatchObject({ code: 0, out: expect.stringContaining(`Backup: ${file}`) })
    await cli.json(['environment', 'create', 'After'])
    expect(await cli.run(['data', 'restore', file])).toMatchObject({ code: 2, err: expect.stringContaining('--yes') })
    const restored = await cli.run(['data', 'restore', file, '--yes'])
    expect(restored).toMatchObject({ code: 0, out: expect.stringContaining('main-before-restore-') })
    expect(await cli.json<readonly { name: string }[]>(['environment', 'list'])).toMatchObject([{ name: 'Test' }])
  })

  it('is named as the remedy where the workspace is too damaged to open, and mends it', async () => {
    const cli = await usedHome()
    const file = join(await tempFolder(), 'backup.tar.gz')
    await cli.json(['data', 'backup', file])
    const records = join(cli.home, 'workspaces', 'main', 'records')
    for (const slot of ['a', 'b']) await writeFile(join(records, `manifest.${slot}.json`), '{}')
    const remedy = expect.stringContaining('slipway data restore FILE --yes')
    expect(await cli.run(['environment', 'list'])).toMatchObject({ code: 1, err: remedy })
    const { out } = await cli.run(['--json', 'environment', 'list'])
    expect(JSON.parse(out)).toMatchObject({ failure: { kind: 'storage-damaged', remedy } })
    expect((await cli.run(['data', 'restore', file, '--yes'])).code).toBe(0)
    expect(await cli.json<readonly { name: string }[]>(['environment', 'list'])).toMatchObject([{ name: 'Test' }])
  })

  it('replaces a backup only with --overwrite', async () => {
    const cli = await usedHome()
    const file = join(await tempFolder(), 'backup.tar.gz')
    await writeFile(file, 'mine')
    expect((await cli.run(['data', 'backup', file])).code).toBe(1)
    expect(await readFile(file, 'utf8')).toBe('mine')
    expect((await cli.run(['data', 'backup', file, '--overwrite'])).code).toBe(0)
  })

  it('refuses to restore while another process has the workspace open', async () => {
    const cli = await usedHome()
    const file = join(await tempFolder(), 'backup.tar.gz')
    await cli.json(['data', 'backup', file])
    await openTestWorkspace({ home: cli.home })
    const refused = await cli.run(['--json', 'data', 'restore', file, '--yes'])
    expect([refused.code, JSON.parse(refused.out)]).toMatchObject([1, { failure: { kind: 'workspace-locked' } }])
  })
})
