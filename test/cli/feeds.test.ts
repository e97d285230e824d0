import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeCli } from '../support/cli'
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
