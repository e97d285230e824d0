import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { deployPackage, installedAt, readInstalled, writeFiles } from '../../support/package-deploys'
import { sensitiveVariable, textVariable } from '../../support/plans'
import { freshHome, home } from '../../support/real-scripts'

freshHome()

/** A script that writes down that it ran, where, and what the configuration said then. */
const note = (name: string) => `#!/bin/bash\necho "${name} in \${PWD##*/}: $(cat app.txt)" >> "$HOME/order"\n`
const order = (): readonly string[] => readFileSync(join(home, 'order'), 'utf8').trim().split('\n')
const errors = (lines: readonly string[]) => lines.filter(line => line.startsWith('slipway error'))

const script = (body: string) => ({ syntax: 'bash' as const, body })

describe('deploying a package', () => {
  it('runs configured before packaged at PreDeploy and after it later, and configures between PreDeploy and the copy', async () => {
    const custom = join(home, 'www')
    const { run, outputs, lines } = await deployPackage({
      files: {
        'app.txt': 'colour #{Colour}',
        'PreDeploy.sh': note('packaged-pre'),
        'deploy.SH': note('packaged-deploy'),
        'PostDeploy.sh': note('packaged-post'),
        'DeployFailed.sh': note('failed')
      },
      variables: [textVariable(1, 'Colour', 'blue')],
      action: {
        substituteIn: ['*.txt'],
        installTo: { path: custom },
        scripts: {
          preDeploy: script(note('configured-pre')),
          deploy: script(note('configured-deploy')),
          postDeploy: script(note('configured-post'))
        }
      }
    })
    expect(errors(lines)).toEqual([])
    expect(run.state).toBe('succeeded')
    expect(order()).toEqual([
      'configured-pre in 1.0.0: colour #{Colour}',
      'packaged-pre in 1.0.0: colour #{Colour}',
      'packaged-deploy in www: colour blue',
      'configured-deploy in www: colour blue',
      'packaged-post in www: colour blue',
      'configured-post in www: colour blue'
    ])
    expect(outputs).toEqual({
      'Package.InstallationDirectoryPath': custom,
      'Package.ExtractedFileCount': '5',
      'Package.CopiedFileCount': '4'
    })
    expect(readdirSync(custom)).toEqual(['app.txt'])
  })

  it('runs DeployFailed of the package after a failure; what fails in it is only said, and the first failure stays', async () => {
    const { run, lines } = await deployPackage({
      files: {
        'app.txt': 'x',
        'Deploy.sh': 'fail_step "no database"',
        'PostDeploy.sh': note('packaged-post'),
        'DeployFailed.sh': 'echo "rolled back: $(get_octopusvariable OctopusLastErrorMessage)"; exit 9'
      }
    })
    expect(run).toMatchObject({
      state: 'failed',
      failure: {
        kind: 'script-failed',
        message: '“Install” on web-1 ended with exit code 1: no database'
      }
    })
    expect(lines).toContain('stdout info rolled back: “Install” on web-1 ended with exit code 1: no database')
    expect(errors(lines)).toContain(
      'slipway error The rollback failed as well: “Install” on web-1 ended with exit code 9.'
    )
    expect(existsSync(join(home, 'order'))).toBe(false)
  })

  it('ends quietly and as a success when a script says SkipRemainingConventions', async () => {
    const { run, lines } = await deployPackage({
      files: {
        'PreDeploy.sh': 'set_octopusvariable "Octopus.Action.SkipRemainingConventions" "True"',
        'Deploy.sh': 'echo never'
      },
      action: { substituteIn: ['missing.txt'] }
    })
    expect(run.state).toBe('succeeded')
    expect(lines.filter(line => /never|missing.txt/.test(line))).toEqual([])
  })

  it('finds packaged scripts in the root only, runs one of several languages, and removes all of them', async () => {
    const { run, lines } = await deployPackage({
      files: {
        'PREDEPLOY.py': 'print("python")',
        'PreDeploy.sh': '\r\necho "bash in $(basename "$PWD")"\r\n',
        'tools/Deploy.sh': 'echo deeper',
        'Deploy.py': 'import os\nprint("python in " + os.path.basename(os.getcwd()) + " as " + __file__)'
      }
    })
    expect(run.state).toBe('succeeded')
    expect(lines.filter(line => line.startsWith('stdout'))).toEqual([
      'stdout info bash in 1.0.0',
      'stdout info python in 1.0.0 as Deploy.py'
    ])
    expect(lines).toContain(
      'slipway verbose Of PREDEPLOY.py, PreDeploy.sh only PreDeploy.sh runs: the order is .sh, .py, .csx, .fsx, .ps1.'
    )
    expect(readdirSync(installedAt())).toEqual(['tools'])
  })

  it('keeps packaged scripts that have run where OctopusDeleteScriptsOnCleanup is False', async () => {
    await deployPackage({
      files: { 'Deploy.sh': 'echo ran', 'DeployFailed.sh': 'echo no' },
      variables: [textVariable(1, 'OctopusDeleteScriptsOnCleanup', 'False')]
    })
    expect(readdirSync(installedAt())).toEqual(['Deploy.sh', 'DeployFailed.sh'])
  })

  it('runs no packaged script where the step or Octopus.Action.Package.RunScripts says so', async () => {
    const files = { 'Deploy.sh': 'echo ran' }
    const off = [textVariable(1, 'Octopus.Action.Package.RunScripts', 'False')]
    const both = [
      await deployPackage({ files, action: { ignoresPackagedScripts: true } }),
      await deployPackage({ files, variables: off })
    ]
    expect(both.flatMap(({ lines }) => lines.filter(line => line.endsWith('ran')))).toEqual([])
    expect(readdirSync(installedAt())).toEqual(['Deploy.sh'])
  })

  it('passes on what PreDeploy sets to the files, to later scripts and to later steps, and masks it when it is secret', async () => {
    const { lines, state } = await deployPackage({
      files: {
        'PreDeploy.sh': 'set_octopusvariable Token s3cret-t0ken -sensitive; set_octopusvariable Port 8081',
        'conf/app.json': '{ "Port": 80, "Nested": { "Key": "x" } }',
        'run.sh': '#!/bin/bash\necho #{Octopus.Action[Install].Output.Token}\n',
        'Deploy.sh': 'echo "port $(get_octopusvariable "Octopus.Action[Install].Output.Port")"; bash run.sh'
      },
      variables: [sensitiveVariable(2, 'Nested:Key')],
      secrets: { 2: 'sw0rdfish' },
      action: { structuredIn: ['conf/*.json'], substituteIn: ['run.sh'] },
      next: 'echo "at #{Octopus.Action[Install].Output.Package.InstallationDirectoryPath}"'
    })
    expect(state).toMatchObject({ state: 'finished', outcome: 'succeeded' })
    expect(JSON.parse(await readInstalled('conf/app.json'))).toEqual({ Port: 8081, Nested: { Key: 'sw0rdfish' } })
    expect(lines.filter(line => line.startsWith('stdout'))).toEqual([
      'stdout info port 8081',
      'stdout info ••••••',
      `stdout info at ${installedAt()}`
    ])
    expect(lines.join()).not.toMatch(/s3cret|sw0rd/)
  })

  it('fails before Deploy where a file cannot be configured, and leaves what was installed before', async () => {
    await deployPackage({ files: { 'app.json': '{ "a": 1 }' } })
    const { run, lines } = await deployPackage({
      version: '2.0.0',
      files: { 'app.json': '{ "a": ', 'Deploy.sh': 'echo deployed' },
      variables: [textVariable(1, 'a', '2')],
      action: { structuredIn: ['*.json'] }
    })
    expect(run).toMatchObject({ state: 'failed', failure: { kind: 'configuration-failed' } })
    expect(lines.some(line => line.endsWith('deployed'))).toBe(false)
    expect(await readInstalled('app.json')).toBe('{ "a": 1 }')
  })

  it('ends with its script when it is cancelled: no rollback, and the journal has it as begun', async () => {
    const { run, lines } = await deployPackage({
      files: { 'Deploy.sh': 'touch "$HOME/running"; sleep 60', 'DeployFailed.sh': 'echo "rolled back"' },
      meanwhile: async cancel => {
        await vi.waitFor(() => expect(existsSync(join(home, 'running'))).toBe(true), { timeout: 10_000 })
        cancel()
      }
    })
    expect(run.state).toBe('cancelled')
    expect(lines).not.toContain('stdout info rolled back')
    const [set = ''] = readdirSync(join(home, '.slipway/journal'))
    expect(readFileSync(join(home, '.slipway/journal', set, '0000000001.entry'), 'utf8')).toMatch(/^state began$/m)
  })

  it('takes away what was copied half when it is cancelled meanwhile', async () => {
    const copy = '#!/bin/sh\ncase $* in *--version*) exit ;; esac\ntouch "$HOME/copying"\nexec sleep 60\n'
    await writeFiles(join(home, 'bin'), { cp: copy })
    const { run } = await deployPackage({
      files: { 'app.txt': 'one' },
      env: { PATH: `${join(home, 'bin')}:${process.env.PATH}` },
      meanwhile: async cancel => {
        await vi.waitFor(() => expect(existsSync(join(home, 'copying'))).toBe(true), { timeout: 10_000 })
        cancel()
      }
    })
    expect(run.state).toBe('cancelled')
    expect(readdirSync(join(installedAt(), '..'))).toEqual([])
  })
})
