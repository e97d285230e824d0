import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { deployPackage, installedAt } from '../../support/package-deploys'
import { textVariable } from '../../support/plans'
import { freshHome, home } from '../../support/real-scripts'

freshHome()

const setFolder = (): string => {
  const [set = ''] = readdirSync(join(home, '.slipway/journal'))
  return join(home, '.slipway/journal', set)
}
const entries = () =>
  readdirSync(setFolder())
    .filter(name => name.endsWith('.entry'))
    .map(name => /^state (.*)$/m.exec(readFileSync(join(setFolder(), name), 'utf8'))?.[1])

const files = { 'Deploy.sh': 'echo ran; ! [ -e "$HOME/break" ]' }
const skipping = { files, action: { skipsIfInstalled: true } } as const
const ran = ({ lines }: { readonly lines: readonly string[] }) => lines.includes('stdout info ran')

describe('the journal of installations', () => {
  it('has an entry for each installation, the failed ones as well', async () => {
    await deployPackage({ files: { a: '' } })
    await deployPackage({ files: { 'Deploy.sh': 'exit 1' }, version: '2.0.0' })
    expect(entries()).toEqual(['succeeded', 'failed'])
  })

  it('has an installation as begun from its start, so that one that breaks off counts as failed', async () => {
    await deployPackage({ files: { 'Deploy.sh': 'cp "$HOME"/.slipway/journal/*/0000000001.entry "$HOME/seen"' } })
    expect(readFileSync(join(home, 'seen'), 'utf8')).toMatch(/^state began$/m)
    expect(entries()).toEqual(['succeeded'])
  })

  it('lets the very package be skipped that was installed last, and still says where it is', async () => {
    await deployPackage({ ...skipping })
    const again = await deployPackage({ ...skipping })
    expect(again.run.state).toBe('succeeded')
    expect(ran(again)).toBe(false)
    expect(again.outputs).toEqual({ 'Package.InstallationDirectoryPath': installedAt() })
    expect(entries()).toEqual(['succeeded'])
  })

  it('says the folder of the person’s own when it skips', async () => {
    const action = { skipsIfInstalled: true, installTo: { path: join(home, 'www') } }
    await deployPackage({ files, action })
    const again = await deployPackage({ files, action })
    expect(again.outputs).toEqual({ 'Package.InstallationDirectoryPath': join(home, 'www') })
  })

  it('has it installed anew after a failure, after another version, and where that is forced', async () => {
    await deployPackage({ ...skipping, files: { 'Deploy.sh': 'exit 1' } })
    expect(ran(await deployPackage({ ...skipping }))).toBe(true)
    await deployPackage({ ...skipping, version: '2.0.0' })
    expect(ran(await deployPackage({ ...skipping }))).toBe(true)
    expect(ran(await deployPackage({ ...skipping }))).toBe(false)
    const variables = [textVariable(1, 'Octopus.Deployment.ForcePackageRedeployment', 'True')]
    expect(ran(await deployPackage({ ...skipping, variables }))).toBe(true)
  })

  it('tells scripts what was installed before, and what was before with success', async () => {
    const name = (which: string, what: string) => `$(get_octopusvariable Octopus.Tentacle.${which}.${what})`
    const say = ['PreviousInstallation', 'PreviousSuccessfulInstallation']
      .map(which => `${name(which, 'PackageVersion')} in ${name(which, 'OriginalInstalledPath')}`)
      .join(', ')
    const told = { 'PreDeploy.sh': `echo "[${say}]"` }
    const first = await deployPackage({ files: told })
    await deployPackage({ version: '2.0.0', files: { 'Deploy.sh': 'exit 1' } })
    const third = await deployPackage({ version: '3.0.0', files: told })
    expect(first.lines).toContain('stdout info [ in ,  in ]')
    expect(third.lines).toContain(`stdout info [2.0.0 in ${installedAt('2.0.0')}, 1.0.0 in ${installedAt()}]`)
  })

  it('has the hashes of what was installed beside it, as it was after all scripts', async () => {
    const custom = join(home, 'www')
    await deployPackage({
      files: { 'app.txt': 'one', 'sub dir/x.txt': 'two', 'Deploy.sh': 'echo changed > app.txt' },
      action: { installTo: { path: custom } }
    })
    const lines = readFileSync(join(setFolder(), '0000000001.sha256'), 'utf8').trim().split('\n')
    const hash = (text: string) => createHash('sha256').update(text).digest('hex')
    expect(lines.sort((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1))).toEqual([
      `${hash('changed\n')}  ./app.txt`,
      `${hash('two')}  ./sub dir/x.txt`
    ])
  })

  it('goes by what is to be kept: present, the last successful ones, and failed ones only once there are more', async () => {
    const action = { keep: { unit: 'count', count: 1 } as const, installTo: { path: join(home, 'www') } }
    const good = { a: '' }
    await deployPackage({ version: '1.0.0', files: good, action })
    await deployPackage({ version: '2.0.0', files: { 'Deploy.sh': 'exit 1' }, action })
    expect(existsSync(installedAt('2.0.0'))).toBe(true)
    await deployPackage({ version: '3.0.0', files: good, action })
    expect(readdirSync(join(installedAt(), '..')).sort()).toEqual(['1.0.0', '3.0.0'])
    const last = await deployPackage({ version: '4.0.0', files: good, action })
    expect(readdirSync(join(installedAt(), '..')).sort()).toEqual(['3.0.0', '4.0.0'])
    expect(last.lines).toContain(`slipway info Removed the earlier installation ${installedAt()}.`)
    expect(entries()).toEqual(['succeeded', 'succeeded'])
    expect(readdirSync(join(home, 'www'))).toEqual(['Deploy.sh', 'a'])
    expect(last.run.state).toBe('succeeded')
  })
})
