import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { settleCommand } from '../../../electron/engine/package-install/installed-files'
import { deployPackage, installedAt, writeFiles } from '../../support/package-deploys'
import { freshHome, home } from '../../support/real-scripts'
import { canMakeDisks, smallDisk } from '../../support/small-disk'

freshHome()

/** The journal on a disk of its own, which a script can fill. */
const smallJournal = () => {
  const { folder } = smallDisk('64k')
  mkdirSync(join(home, '.slipway'))
  symlinkSync(folder, join(home, '.slipway/journal'))
  return folder
}
const fill = 'cat /dev/zero > "$HOME/.slipway/journal/full" 2>/dev/null || true\n'
const onlySet = (journal: string) => join(journal, readdirSync(journal).find(name => name.startsWith('project')) ?? '')

describe('a full disk', () => {
  it.skipIf(!canMakeDisks)('at the end of an installation fails it, and its entry stays as it began', async () => {
    const journal = smallJournal()
    const { run } = await deployPackage({ files: { 'app.txt': 'one', 'PostDeploy.sh': fill } })
    expect(run).toMatchObject({ state: 'failed', failure: { kind: 'install-failed' } })
    expect('failure' in run && run.failure?.message).toMatch(/journal there could not be written/)
    const lines = readFileSync(join(onlySet(journal), '0000000001.entry'), 'utf8').split('\n')
    expect(lines).toContain('state began')
    expect(lines).toContain(`path ${installedAt()}`)
  })

  it.skipIf(!canMakeDisks)(
    'leaves the hashes of an installation as they were when the absence of a file is to be kept',
    () => {
      const journal = smallJournal()
      mkdirSync(join(journal, 'project-1'))
      const hashes = join(journal, 'project-1', '0000000001.sha256')
      const text = `${'a'.repeat(64)}  ./app.txt\n${'b'.repeat(64)}  ./other.txt\n`
      writeFileSync(hashes, text)
      spawnSync('sh', ['-c', fill], { env: { HOME: home, PATH: process.env.PATH } })
      const order = { set: 'project-1', number: '0000000001', folder: home, path: 'app.txt', content: null }
      const { argv, stdin } = settleCommand(order)
      const [program = '', ...rest] = argv
      const { status } = spawnSync(program, rest, { env: { HOME: home, PATH: process.env.PATH }, input: stdin })
      expect([status, readFileSync(hashes, 'utf8')]).toEqual([52, text])
    }
  )
})

describe('what a tool refuses', () => {
  it('ends the installation where a file cannot be purged, before anything is copied', async () => {
    const custom = join(home, 'www')
    await writeFiles(custom, { 'busy.txt': 'busy', 'keep/mine.txt': 'mine' })
    const rm = '#!/bin/sh\ncase $* in *busy.txt*) echo "rm: busy.txt is busy" >&2; exit 1 ;; esac\nexec /bin/rm "$@"\n'
    await writeFiles(join(home, 'bin'), { rm })
    const { run } = await deployPackage({
      files: { 'app.txt': 'one' },
      action: { installTo: { path: custom, purge: { keep: ['keep'] } } },
      env: { PATH: `${join(home, 'bin')}:${process.env.PATH}` }
    })
    expect(run).toMatchObject({ state: 'failed', failure: { kind: 'install-failed' } })
    expect('failure' in run && run.failure?.message).toMatch(/busy\.txt is busy/)
    expect(readdirSync(custom).sort()).toEqual(['busy.txt', 'keep'])
  })
})

describe('the journal', () => {
  it('has no hash of a package that has nothing but its scripts', async () => {
    await deployPackage({ files: { 'Deploy.sh': 'true' } })
    const [set = ''] = readdirSync(join(home, '.slipway/journal'))
    expect(readFileSync(join(home, '.slipway/journal', set, '0000000001.sha256'), 'utf8').trim()).toBe('')
  })

  it('can be read while retention of another deployment takes entries away', async () => {
    await deployPackage({ files: { 'app.txt': 'one' } })
    await deployPackage({ files: { 'app.txt': 'one' }, version: '2.0.0' })
    const cat =
      '#!/bin/sh\ncase $* in *.entry) rm -f "$HOME"/.slipway/journal/*/0000000001.entry ;; esac\nexec /bin/cat "$@"\n'
    await writeFiles(join(home, 'bin'), { cat })
    const env = { PATH: `${join(home, 'bin')}:${process.env.PATH}` }
    const third = await deployPackage({ files: { 'app.txt': 'one' }, version: '3.0.0', env })
    expect(third.run.state).toBe('succeeded')
  })
})
