import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import { tarOf } from '../support/archives'
import { makeCli } from '../support/cli'
import { slowRegistry } from '../support/feeds'
import { tempFolder } from '../support/store'

describe('slipway feed', () => {
  it('adds a folder, changes only what is given, looks into it and removes it', async () => {
    const folder = await tempFolder()
    for (const name of ['Shop.Web.1.9.zip', 'Shop.Web.1.10.zip', 'Tools.1.0.zip'])
      await writeFile(join(folder, name), '')
    const cli = await makeCli()
    expect((await cli.run(['feed', 'list'])).out).toContain('No feed is set up')
    const set = await cli.run(['feed', 'set', 'Share', '--kind', 'folder', '--location', folder])
    expect(set.out).toBe(`The feed “Share” is ${folder}.\n`)
    await cli.json(['feed', 'set', 'share', '--password-file', '-', '--user', 'ada'], { stdin: 'pass\n' })
    expect(await cli.json(['feed', 'list'])).toMatchObject([
      { name: 'Share', kind: 'folder', location: folder, username: 'ada', hasPassword: true }
    ])
    expect((await cli.run(['feed', 'test', 'Share'])).out).toBe('It has 3 files of 2 packages.\n')
    expect((await cli.run(['feed', 'search', 'Share', 'web'])).out).toMatch(/^Shop\.Web +1\.10$/m)
    expect((await cli.run(['feed', 'versions', 'Share', 'Shop.Web'])).out).toMatch(/^1\.10 .*\n1\.9 /)
    expect((await cli.run(['feed', 'versions', 'repository', 'Shop.Web'])).out).toBe('There is no version of it.\n')
    expect((await cli.run(['feed', 'remove', 'Share'])).out).toBe('Removed the feed “Share”.\n')
  })

  it('shows at a terminal how a fetch goes, and takes the version into the repository', async () => {
    const web = await slowRegistry()
    onTestFinished(web.close)
    const cli = await makeCli()
    await cli.json(['feed', 'set', 'Nightly', '--kind', 'npm', '--location', web.origin])
    const content = gzipSync(tarOf([{ name: 'package/app.js', content: 'tools' }]))
    const lines: string[] = []
    const fetched = await cli.run(['feed', 'fetch', 'Nightly', 'Tools', '2.0.0'], {
      // Nothing comes before somebody sees that it is fetched.
      onStatus: text => {
        if (lines.push(text) === 1) void web.asked.then(response => response.end(content))
      }
    })
    expect(fetched).toMatchObject({ code: 0, out: expect.stringContaining('The repository has Tools 2.0.0') })
    expect(lines[0]).toBe('Tools 2.0.0 from Nightly: Fetching it')
    expect(lines.at(-1)).toBe('')
  })

  it('gives a fetch up at Ctrl-C, and says so with its exit code', async () => {
    const web = await slowRegistry()
    onTestFinished(web.close)
    const cli = await makeCli()
    await cli.json(['feed', 'set', 'Nightly', '--kind', 'npm', '--location', web.origin])
    const cancelled = await cli.run(['feed', 'fetch', 'Nightly', 'Tools', '2.0.0'], {
      onStatus: (_text, press) => void web.asked.then(press)
    })
    expect(cancelled).toMatchObject({ code: 3, out: '' })
    expect(await cli.json(['package', 'list'])).toEqual([])
  })

  it('says with its exit code that a feed cannot be asked, and what is missing', async () => {
    const cli = await makeCli()
    expect(await cli.run(['feed', 'set', 'Share'])).toMatchObject({ code: 2, err: expect.stringContaining('--kind') })
    await cli.json(['feed', 'set', 'Share', '--kind', 'folder', '--location', '/nowhere/at/all'])
    expect(await cli.run(['feed', 'test', 'Share'])).toMatchObject({
      code: 1,
      out: expect.stringContaining('The folder /nowhere/at/all does not exist.')
    })
  })
})
