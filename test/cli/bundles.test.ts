import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { makeCli } from '../support/cli'

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'slipway-drop-'))
  onTestFinished(() => rm(made, { recursive: true, force: true }))
  return made
}

describe('offline targets at the command line', () => {
  it('get bundles, which are listed and copied; that ends with 0', async () => {
    const cli = await makeCli()
    const files = { pass: 'correct horse\n', 'install.sh': 'echo hello' }
    const run = async (...words: readonly string[]) => {
      const ended = await cli.run(words, { files })
      expect(ended, words.join(' ')).toMatchObject({ code: 0 })
      return ended.out
    }
    const drop = await folder()
    await run('environment', 'create', 'Test')
    const where = ['--environment', 'Test', '--role', 'till']
    await run('target', 'create', 'till-1', ...where, '--offline', '--drop-folder', drop, '--password-file', 'pass')
    expect(await run('target', 'list')).toMatch(/till-1 +a bundle/)
    await run('project', 'create', 'Shop')
    await run(
      'process',
      'add-script',
      '--project',
      'Shop',
      '--name',
      'Install',
      '--role',
      'till',
      '--file',
      'install.sh'
    )
    await run('release', 'create', '--project', 'Shop', '--version', '1.0.0')
    const out = await run('deploy', '--project', 'Shop', '--release', '1.0.0', '--to', 'Test')
    expect(out).toContain('was handed over: a bundle was written for till-1')
    const deployment = /deployment-[a-z0-9]{10}/.exec(out)?.[0] ?? ''
    const list = await run('bundle', 'list', deployment)
    expect(list).toMatch(/till-1 +waiting for its receipt /)
    expect(await run('bundle', 'list')).toMatch(/till-1 +Shop 1\.0\.0 to Test +\d{4}-\S+ +waiting for its receipt /)
    expect(await run('bundle', 'list', '--state', 'received')).toBe('No bundle matches.\n')
    const id = /bundle-[a-z0-9]{10}/.exec(list)?.[0] ?? ''
    const forged = join(await folder(), 'receipt.json')
    await writeFile(forged, `{"format":1,"bundle":"${id}","key":"open"`)
    expect(await cli.run(['receipt', 'import', forged])).toMatchObject({ code: 1 })
    expect(await run('bundle', 'list', '--target', 'TILL-1', '--state', 'refused')).toContain(
      'receipt was refused: The end of the receipt is missing.'
    )
    expect(await cli.run(['bundle', 'list', '--target', 'till-9'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('There are bundles for “till-1”.')
    })
    const copies = await folder()
    expect(await run('bundle', 'save', /bundle-[a-z0-9]{10}/.exec(list)?.[0] ?? '', '--folder', copies)).toBe(
      `Copied to ${join(copies, 'till-1')}.\n`
    )
    expect(await run('bundle', 'key')).toMatch(/^([a-z]{5} ){7}[a-z]{5}\n-----BEGIN PUBLIC KEY-----/)
  })

  it('refuse a file that is no receipt, and end with 1', async () => {
    const cli = await makeCli()
    const file = join(await folder(), 'receipt.json')
    await writeFile(file, '{}')
    const ended = await cli.run(['receipt', 'import', file])
    expect(ended).toMatchObject({ code: 1, out: expect.stringContaining('This file is no receipt of a bundle.') })
  })
})
