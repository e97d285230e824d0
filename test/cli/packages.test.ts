import { readdir, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { zipOf } from '../support/archives'
import { makeCli } from '../support/cli'
import { tempFolder } from '../support/store'

async function files() {
  const folder = await tempFolder()
  return async (name: string, content: string): Promise<string> => {
    await writeFile(join(folder, name), zipOf([{ name: 'app.txt', content }]))
    return join(folder, name)
  }
}

describe('slipway package', () => {
  it('takes files in, shows them, compares versions, and removes what is old', async () => {
    const file = await files()
    const cli = await makeCli()
    expect((await cli.run(['package', 'list'])).out).toContain('There is no such package')
    const pushed = await cli.run([
      'package',
      'push',
      await file('Shop.1.0.zip', 'one\n'),
      await file('Shop.1.1.zip', 'two\n')
    ])
    expect(pushed.out).toMatch(/^Imported Shop 1\.0 \(\d+ bytes, SHA-256 [0-9a-f]{64}\)\nImported Shop 1\.1 /)
    expect((await cli.run(['package', 'list', 'sho'])).out).toMatch(/^Shop +1\.1 +2 /m)
    expect((await cli.run(['package', 'show', 'shop', '1.0'])).out).toMatch(/^- +4 {2}app\.txt$/m)
    expect((await cli.run(['package', 'diff', 'Shop', '1.0', '1.1'])).out).toBe('~ app.txt\n0 files the same.\n')
    expect((await cli.run(['package', 'diff', 'Shop', '1.0', '1.1', 'app.txt'])).out).toBe('-one\n+two\n')
    expect((await cli.run(['package', 'verify', 'Shop', '1.0'])).out).toContain('is what was imported')
    expect((await cli.run(['package', 'clean', '--keep', '1', '--dry-run'])).out).toMatch(
      /^Shop 1\.0\nWould go: 1 version/
    )
    expect((await cli.run(['package', 'clean', '--keep', '1', '--yes'])).out).toMatch(/^Removed 1 version/)
    expect((await cli.run(['package', 'remove', 'Shop', '1.1', '--yes'])).out).toBe('Removed Shop 1.1.\n')
  })

  it('fails where a version has other content, unless it is to be kept or replaced', async () => {
    const file = await files()
    const cli = await makeCli()
    await cli.json(['package', 'push', await file('tool.zip', 'one'), '--id', 'Tool', '--version', '3'])
    const other = ['package', 'push', await file('tool.zip', 'two'), '--id', 'Tool', '--version', '3']
    expect(await cli.run(other)).toMatchObject({ code: 1, out: expect.stringContaining('with other content') })
    expect(await cli.json([...other, '--keep'])).toMatchObject([{ kind: 'same' }])
    expect(await cli.json([...other, '--replace'])).toMatchObject([{ kind: 'replaced' }])
    expect(await cli.run(['package', 'show', 'Tool', '4'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('It has 3.')
    })
  })

  it('shows at a terminal how far each file is, and clears that line in the end', async () => {
    const file = await files()
    const cli = await makeCli()
    const paths = [await file('Shop.1.0.zip', 'one'), await file('Shop.1.1.zip', 'two')]
    const lines: string[] = []
    const pushed = await cli.run(['package', 'push', ...paths], { onStatus: text => lines.push(text) })
    expect(pushed.code).toBe(0)
    expect(lines.at(-1)).toBe('')
    expect(lines.slice(0, -1).every(line => /^Shop\.1\.[01]\.zip, [12] of 2: (Copy|Check)ing .+%\)$/.test(line))).toBe(
      true
    )
    expect((await cli.run(['package', 'push', ...paths])).err).toBe('')
  })

  it('cancels at Ctrl-C, leaves nothing of the file under way, and says so', async () => {
    const folder = await tempFolder()
    const path = join(folder, 'Large.1.0.tar')
    // Far more than can be read before the line is shown and the key is pressed; only its size lies on the disk.
    await writeFile(path, '')
    await truncate(path, 16 * 1024 ** 3)
    const cli = await makeCli()
    let isPressed = false
    const cancelled = await cli.run(['package', 'push', path], {
      onStatus: (text, press) => {
        if (isPressed || text === '') return
        isPressed = true
        press()
      }
    })
    expect(cancelled).toMatchObject({ code: 3, out: `Cancelled ${path}: nothing of it was kept.\n` })
    expect(await cli.json(['package', 'list'])).toEqual([])
    expect(await readdir(join(cli.home, 'workspaces', 'main', 'packages'))).toEqual([])
  })
})
