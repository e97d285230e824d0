import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ActionId } from '@shared/ids'
import type { ReleaseSlot } from '@shared/packages/slots'
import { describe, expect, it } from 'vitest'
import { chosenBy, overridesIn } from '../../electron/cli/package-choice'
import { makeCli } from '../support/cli'
import { makeZip } from '../support/make-zip'
import { tempFolder } from '../support/store'

const slot = (name: string, packageId: string, reference = '', fixed: string | null = null): ReleaseSlot => ({
  actionId: `action-${name.toLowerCase()}` as ActionId,
  name,
  reference,
  packageId,
  feed: null,
  fixed,
  versions: [],
  automatic: null,
  trouble: null
})

const slots = [slot('Web', 'Shop.Web'), slot('Web', 'Tools', 'tools'), slot('Api', 'Shop.Api', '', '1.0')]

describe('slipway release create', () => {
  it('chooses by step, by package and for all others', () => {
    const overrides = overridesIn({ package: ['Web:tools:3.0'], packageVersion: '2.0' })
    expect(chosenBy(overrides, slots)).toEqual([
      { actionId: 'action-web', reference: '', version: '2.0' },
      { actionId: 'action-web', reference: 'tools', version: '3.0' }
    ])
  })

  it('refuses what no package is meant by, and names those that there are', () => {
    expect(() => chosenBy(overridesIn({ package: ['Shop.Api:2.0'] }), slots)).toThrow(
      expect.objectContaining({
        failure: expect.objectContaining({
          message: 'No package of the process is meant by “Shop.Api:2.0”.',
          remedy: 'Its packages are Web (Shop.Web), Web:tools (Tools).'
        })
      })
    )
  })

  it.each([
    [{ package: ['1.0'] }, '--package: '],
    [{ packageVersion: 'a b' }, '--package-version must be']
  ])('refuses what it cannot read: %o', (options, words) => {
    expect(() => overridesIn(options)).toThrow(words)
  })
})

it('makes a release of the newest versions and of those that were said, and shows what it has', async () => {
  const folder = await tempFolder()
  const paths = ['Shop.Web.1.9.zip', 'Shop.Web.1.10.zip', 'Tools.2.0.zip'].map(name => join(folder, name))
  for (const path of paths) await writeFile(path, await makeZip({ 'name.txt': path }))
  const cli = await makeCli()
  await cli.json(['call', 'package.import', JSON.stringify({ paths })])
  const { id: projectId } = await cli.json<{ id: string }>(['project', 'create', 'Shop'])
  const packages = [
    { name: 'web', packageId: 'Shop.Web' },
    { name: 'tools', packageId: 'Tools' }
  ]
  const action = { type: 'script', syntax: 'bash', body: 'true', packages }
  const steps = [{ name: 'Check', location: 'here', roles: [], actions: [action] }]
  await cli.json(['call', 'process.save', JSON.stringify({ projectId, version: 0, steps })])
  const shop = ['--project', 'Shop']
  await cli.json(['release', 'create', ...shop, '--version', '1.0.0'])
  await cli.json(['release', 'create', ...shop, '--version', '1.0.1', '--package', 'Check:web:1.9'])
  const versions = async (version: string) =>
    (await cli.run(['release', 'show', version, ...shop])).out.match(/^ {2}(Shop\.Web|Tools) .*? (?= sha256)/gm)
  expect(await versions('1.0.0')).toEqual([
    expect.stringMatching(/Shop\.Web +1\.10/),
    expect.stringMatching(/Tools +2\.0/)
  ])
  expect(await versions('1.0.1')).toEqual([
    expect.stringMatching(/Shop\.Web +1\.9/),
    expect.stringMatching(/Tools +2\.0/)
  ])
  expect(await cli.run(['release', 'create', ...shop, '--package', 'Web:1.0'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('Check:web (Shop.Web)')
  })
})

it('chooses for the steps of every channel where none is named, since which one it is follows from that', async () => {
  const folder = await tempFolder()
  const paths = ['Shop.Web.1.0.zip', 'Shop.Web.2.0-beta.zip', 'Extra.1.0.zip', 'Extra.3.0.zip'].map(name =>
    join(folder, name)
  )
  for (const path of paths) await writeFile(path, await makeZip({ 'name.txt': path }))
  const cli = await makeCli()
  const call = <T>(name: string, input: object) => cli.json<T>(['call', name, JSON.stringify(input)])
  await call('package.import', { paths })
  const { id: projectId } = await cli.json<{ id: string }>(['project', 'create', 'Shop'])
  const [main] = await call<readonly { id: string }[]>('channel.list', { projectId })
  const beta = await call<{ id: string }>('channel.create', { projectId, value: { name: 'Beta' } })
  const step = (name: string, packageId: string, channels?: readonly string[]) => ({
    name,
    location: 'here',
    roles: [],
    actions: [{ type: 'script', syntax: 'bash', body: 'true', packages: [{ name: 'it', packageId }], channels }]
  })
  const steps = [step('Web', 'Shop.Web'), step('Extra', 'Extra', [beta.id])]
  const saved = await call<{ steps: readonly { actions: readonly { id: string }[] }[] }>('process.save', {
    projectId,
    version: 0,
    steps
  })
  const slots = [{ actionId: saved.steps[0]?.actions[0]?.id, reference: 'it' }]
  const value = { name: 'Default', rules: [{ slots, tag: '^$' }], isDefault: true }
  await call('channel.update', { id: main?.id, value })
  const chosen = ['--package', 'Web:it:2.0-beta', '--package', 'Extra:it:1.0']
  await cli.json(['release', 'create', '--project', 'Shop', '--version', '2.0.0', ...chosen])
  const { out } = await cli.run(['release', 'show', '2.0.0', '--project', 'Shop'])
  expect(out.match(/^ {2}(Shop\.Web|Extra) +\S+/gm)?.map(line => line.trim().replace(/ +/, ' '))).toEqual([
    'Shop.Web 2.0-beta',
    'Extra 1.0'
  ])
})
