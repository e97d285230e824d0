import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Action, ActionOf } from '@shared/model/action'
import type { Step } from '@shared/model/process'
import { describe, expect, it } from 'vitest'
import { packageTree } from '../../electron/engine/package-paths'
import {
  bashWith,
  beside,
  deploy,
  failureOf,
  freshShelf,
  home,
  outputsOf,
  reshelve,
  shelf,
  target
} from '../support/package-deployments'
import { ids, scriptStep, textVariable } from '../support/plans'

freshShelf()

type WithoutId<T> = T extends Action ? Omit<T, 'id'> : never
const stepOf = (n: number, action: WithoutId<ActionOf<'package-script' | 'transfer-package'>>): Step => ({
  ...scriptStep(n),
  actions: [{ ...action, id: ids.action(n) } as Action]
})
const transfer = (n: number, to: string): Step =>
  stepOf(n, { type: 'transfer-package', package: { packageId: 'Shop.Web' }, to })
const fromPackage = (n: number, file: string, more: Partial<ActionOf<'package-script'>> = {}): Step =>
  stepOf(n, { type: 'package-script', syntax: 'bash', package: { packageId: 'Tools' }, file, ...more })

describe('packages beside a script', () => {
  it('lie in its work folder, unpacked under their name or as the file that they are, and variables say where', async () => {
    const variable = (name: string) => `echo "$(get_octopusvariable 'Octopus.Action.Package[${name}')"`
    const body = [
      'cat Web/app.txt; echo',
      './Web/bin/run.sh',
      'readlink Web/current',
      'test -d Web/empty && echo empty',
      'ls',
      `[ "$(get_octopusvariable 'Octopus.Action.Package[Web].ExtractedPath')" = "$PWD/Web" ] && echo right`,
      `[ "$(get_octopusvariable 'Octopus.Action.Package[Raw].PackageFilePath')" = "$PWD/Raw.zip" ] && echo right`,
      variable('Web].PackageId'),
      variable('Web].PackageVersion'),
      variable('Raw].PackageFileName'),
      'echo #{Octopus.Action.Package[Web].PackageVersion}'
    ].join('\n')
    const done = await deploy([bashWith(1, [beside('Web', 'Shop.Web', true), beside('Raw', 'Tools')], body)], {
      packages: [
        shelf.chosen(ids.action(1), 'Shop.Web', { reference: 'Web' }),
        shelf.chosen(ids.action(1), 'Tools', { reference: 'Raw' })
      ]
    })
    expect(done.said.map(line => line.replace('stdout info ', ''))).toEqual([
      'web',
      'ran',
      'bin',
      'empty',
      'Raw.zip',
      'Web',
      'right',
      'right',
      'Shop.Web',
      '1.0.0',
      'Tools.1.0.0.zip',
      '1.0.0'
    ])
    expect(existsSync(join(home, '.slipway/work', `deployment-0000000001.${target}`))).toBe(false)
  })

  it('are copies: what a script changes in them is gone for the next one, and the kept package stays as it was', async () => {
    const packages = [1, 2].map(n => shelf.chosen(ids.action(n), 'Shop.Web', { reference: 'Web' }))
    const done = await deploy(
      [
        bashWith(1, [beside('Web', 'Shop.Web', true)], 'echo spoilt > Web/app.txt; touch Web/more'),
        bashWith(2, [beside('Web', 'Shop.Web', true)], 'cat Web/app.txt; echo; ls Web')
      ],
      { packages }
    )
    expect(done.said.map(line => line.replace('stdout info ', ''))).toEqual([
      'web',
      'app.txt',
      'bin',
      'current',
      'empty'
    ])
    expect(readFileSync(join(home, packageTree(shelf.hashOf('Shop.Web')), 'app.txt'), 'utf8')).toBe('web')
  })

  it('do not mix where several runs have a place at the same time', async () => {
    const step = (n: number): Step => ({
      ...bashWith(
        n,
        [beside('Web', 'Shop.Web', true)],
        `echo ${n} >Web/who; touch ~/began-${n}; until [ -e ~/began-${3 - n} ]; do sleep 0.01; done; cat Web/who`
      ),
      location: 'here',
      roles: [],
      ...(n > 1 ? { startsWithPrevious: true } : {})
    })
    const done = await deploy([step(1), step(2)], {
      packages: [1, 2].map(n => shelf.chosen(ids.action(n), 'Shop.Web', { reference: 'Web' }))
    })
    expect([...done.said].sort()).toEqual(['stdout info 1', 'stdout info 2'])
  })

  it('may hold scripts that ask for lists of targets, and for how steps went', async () => {
    await reshelve({ 'Shop.Web': { 'lib.sh': 'get_octopusvariable Octopus.Deployment.Machines' } })
    const done = await deploy([bashWith(1, [beside('Web', 'Shop.Web', true)], '. Web/lib.sh')], {
      packages: [shelf.chosen(ids.action(1), 'Shop.Web', { reference: 'Web' })]
    })
    expect(done.said).toEqual([`stdout info ${target}`])
  })

  it('that somebody removed from the target end the step with a sentence', async () => {
    const done = await deploy(
      [
        bashWith(1, [beside('Web', 'Shop.Web', true)], 'rm -rf ~/.slipway/packages'),
        bashWith(2, [beside('Web', 'Shop.Web', true)], 'echo began')
      ],
      { packages: [1, 2].map(n => shelf.chosen(ids.action(n), 'Shop.Web', { reference: 'Web' })) }
    )
    expect(failureOf(done, `2.${target}`)).toMatchObject({
      kind: 'package-missing',
      message: 'A package that was brought to web-1 is not there any more.'
    })
    expect(done.said).toEqual([])
  })
})

describe('a script from a package', () => {
  const variables = [textVariable(1, 'Target', 'Shop')]
  const chosen = () => [shelf.chosen(ids.action(1), 'Tools')]

  it('runs in a copy of the package, with references in it and in its parameters replaced', async () => {
    const step = fromPackage(1, './deploy.sh', { parameters: '"#{Target} now"' })
    const done = await deploy([step], { packages: chosen(), variables })
    const [greeting, to, folder] = done.said.map(line => line.replace('stdout info ', ''))
    expect([greeting, to]).toEqual(['helloto Shop with Shop now', expect.stringMatching(/\/\.package$/)])
    expect(folder).toBeUndefined()
    expect(readdirSync(join(home, packageTree(shelf.hashOf('Tools'))))).toEqual(['data', 'deploy.py', 'deploy.sh'])
  })

  it('finds the packages that it refers to beside it', async () => {
    await reshelve({ Tools: { 'deploy.sh': 'ls; cat Web/app.txt' }, 'Shop.Web': { 'app.txt': 'web' } })
    const step = fromPackage(1, 'deploy.sh', { packages: [beside('Web', 'Shop.Web', true)] })
    const done = await deploy([step], {
      packages: [...chosen(), shelf.chosen(ids.action(1), 'Shop.Web', { reference: 'Web' })]
    })
    expect(done.said).toEqual(['Web', 'deploy.sh', 'web'].map(line => `stdout info ${line}`))
  })

  it('may be in another language', async () => {
    const done = await deploy([fromPackage(1, 'deploy.py', { syntax: 'python' })], { packages: chosen(), variables })
    expect(done.said).toEqual(['stdout info hello from python to Shop'])
  })

  it('that the package does not have is missed by its name, with the one that is meant', async () => {
    const done = await deploy([fromPackage(1, 'Deploy.sh')], { packages: chosen(), variables })
    expect(failureOf(done, `1.${target}`)).toMatchObject({
      kind: 'package-missing',
      message: 'Tools 1.0.0 has no file Deploy.sh; it has deploy.sh.'
    })
  })

  it('finds the files of the package configured, and the kept package is as it was', async () => {
    await reshelve({
      Tools: {
        'deploy.sh': 'cat settings.json; echo; cat note.txt',
        'settings.json': '{"Target":"?"}',
        'note.txt': '#{Target}'
      }
    })
    const step = fromPackage(1, 'deploy.sh', { substituteIn: ['note.txt'], structuredIn: ['*.json'] })
    const done = await deploy([step], { packages: chosen(), variables })
    expect(done.said.join(' ').replaceAll(/stdout info |\s/g, '')).toBe('{"Target":"Shop"}Shop')
    expect(readFileSync(join(home, packageTree(shelf.hashOf('Tools')), 'note.txt'), 'utf8')).toBe('#{Target}')
  })

  it('finds lists of targets in what it asks and in its files, and how steps went', async () => {
    await reshelve({
      Tools: {
        'deploy.sh': 'cat note.txt; . ./lib.sh',
        'lib.sh': 'get_octopusvariable "$1"',
        'note.txt': '#{each m in Octopus.Deployment.Machines}[#{m}]#{/each}'
      }
    })
    const step = fromPackage(1, 'deploy.sh', {
      substituteIn: ['note.txt'],
      parameters: '"Octopus.$(printf Step)[Step 1].Status.Code"'
    })
    const done = await deploy([step], { packages: chosen(), variables })
    expect(done.said).toEqual([`stdout info [${target}]Running`])
  })

  it('fails as a script of the process does', async () => {
    await reshelve({ Tools: { 'deploy.sh': 'exit 3' } })
    const done = await deploy([fromPackage(1, 'deploy.sh')], { packages: chosen(), variables })
    expect(failureOf(done, `1.${target}`)?.kind).toBe('script-failed')
  })
})

describe('transferring a package', () => {
  const chosen = () => [shelf.chosen(ids.action(1), 'Shop.Web')]
  const fileName = 'Shop.Web.1.0.0.zip'

  it('puts the file into a folder that it makes, and passes on where it lies', async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a name of the target's environment
    const done = await deploy([transfer(1, '$HOME/drop for #{Target}/${HOME}')], {
      packages: chosen(),
      variables: [textVariable(1, 'Target', 'it\'s $(touch hacked) `touch hacked` "x"')]
    })
    const folder = join(home, `drop for it's $(touch hacked) \`touch hacked\` "x"`, home)
    expect(outputsOf(done, `1.${target}`)).toEqual({
      'Package.DirectoryPath': folder,
      'Package.FileName': fileName,
      'Package.FilePath': join(folder, fileName)
    })
    expect(readFileSync(join(folder, fileName), 'utf8')).toContain('"app.txt":"web"')
    expect(readdirSync(folder)).toEqual([fileName])
    expect(existsSync(join(home, 'hacked'))).toBe(false)
    expect(done.lines).toContain(`slipway info Shop.Web 1.0.0 lies in ${join(folder, fileName)} now.`)
  })

  it.each(['~/drop', 'drop'])('takes %s for a folder below the home folder, and replaces what is there', async to => {
    mkdirSync(join(home, 'drop'))
    writeFileSync(join(home, 'drop', fileName), 'old')
    await deploy([transfer(1, to)], { packages: chosen() })
    expect(readFileSync(join(home, 'drop', fileName), 'utf8')).not.toBe('old')
    expect(readdirSync(join(home, 'drop'))).toEqual([fileName])
  })

  it('refuses a folder that the target has no name for, and one of the name of the file', async () => {
    const unnamed = await deploy([transfer(1, '$NOWHERE/drop')], { packages: chosen() })
    expect(failureOf(unnamed, `1.${target}`)?.message).toBe(
      'The path $NOWHERE/drop mentions NOWHERE, which is not set in the environment of web-1.'
    )
    mkdirSync(join(home, 'drop', fileName), { recursive: true })
    const blocked = await deploy([transfer(1, 'drop')], { packages: chosen() })
    expect(failureOf(blocked, `1.${target}`)?.message).toBe(
      `${fileName} cannot be put into drop on web-1, because a folder of that name is there.`
    )
  })
})
