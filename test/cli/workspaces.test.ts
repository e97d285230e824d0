import { expect, test } from 'vitest'
import { composeApp } from '../../electron/compose'
import { createNetworkLedger } from '../../electron/network-ledger'
import { createSshTransport } from '../../electron/transports/ssh/transport'
import { makeCli } from '../support/cli'
import { testKeyChain } from '../support/key-chain'
import { must } from '../support/workspace'

interface Listed {
  readonly id: string
  readonly kind: string
  readonly name: string
  readonly description: string
}

test('workspaces are made, listed, renamed and deleted', async () => {
  const cli = await makeCli()
  const made = await cli.json<Listed>(['workspace', 'create', 'Acme', '--description', 'The customer in Bern'])
  expect(made).toEqual({
    id: expect.stringMatching(/^workspace-[a-z0-9]{10}$/),
    kind: 'workspace',
    name: 'Acme',
    description: 'The customer in Bern'
  })
  const { out } = await cli.run(['workspace', 'list'])
  expect(out.split('\n').map(line => line.trim().split(/\s{2,}/))).toEqual([
    ['NAME', 'DESCRIPTION', 'ID'],
    ['My workspace', 'main'],
    ['Acme', 'The customer in Bern', made.id],
    ['Demo', 'demo'],
    ['']
  ])
  const renamed = await cli.run(['workspace', 'rename', 'acme', 'Acme & Sons'])
  expect(renamed).toEqual({ code: 0, out: 'The workspace is called “Acme & Sons” now.\n', err: '' })
  const kept = await cli.json<Listed[]>(['workspace', 'list'])
  expect(kept.map(({ name, description }) => [name, description])).toContainEqual([
    'Acme & Sons',
    'The customer in Bern'
  ])
  const deleted = await cli.run(['workspace', 'delete', 'Acme & Sons', '--yes'])
  expect(deleted).toEqual({ code: 0, out: 'Deleted the workspace “Acme & Sons”.\n', err: '' })
  expect((await cli.json<Listed[]>(['workspace', 'list'])).map(({ id }) => id)).toEqual(['main', 'demo'])
})

test('a workspace is not deleted before somebody agrees, nor one that is always there', async () => {
  const cli = await makeCli()
  await cli.json(['workspace', 'create', 'Acme'])
  const alone = await cli.run(['workspace', 'delete', 'Acme'])
  expect(alone).toMatchObject({ code: 2, err: expect.stringContaining('Add --yes to do it.') })
  const refused = await cli.run(['workspace', 'delete', 'Acme'], { answers: { 'Type yes to do it: ': 'no' } })
  expect(refused.code).toBe(3)
  for (const name of ['My workspace', 'Default', 'Demo'])
    expect(await cli.run(['workspace', 'delete', name, '--yes'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('is always there')
    })
  expect(await cli.json<Listed[]>(['workspace', 'list'])).toHaveLength(3)
})

test('every command works in the workspace that --workspace names, by its name or its id', async () => {
  const cli = await makeCli()
  const { id } = await cli.json<Listed>(['workspace', 'create', 'Acme'])
  await cli.json(['--workspace', 'acme', 'environment', 'create', 'Theirs'])
  await cli.json(['environment', 'create', 'Mine', '--workspace', 'My workspace'])
  const names = async (...words: string[]) =>
    (await cli.json<Listed[]>([...words, 'environment', 'list'])).map(({ name }) => name)
  expect(await names()).toEqual(['Mine'])
  expect(await names('--workspace', 'Default')).toEqual(['Mine'])
  expect(await names(`--workspace=${id}`)).toEqual(['Theirs'])
})

test('a workspace that is not there is told with those that are, and --demo does not go with it', async () => {
  const cli = await makeCli()
  await cli.json(['workspace', 'create', 'Acme'])
  expect(await cli.run(['--workspace', 'Beta', 'environment', 'list'])).toEqual({
    code: 1,
    out: '',
    err: 'There is no workspace “Beta”.\nChoose one of: “My workspace”, “Acme”, “Demo”.\n'
  })
  const both = await cli.run(['--demo', '--workspace', 'Acme', 'environment', 'list'])
  expect(both).toEqual({ code: 2, out: '', err: 'Give --demo or --workspace, not both.\n' })
  const own = await cli.run(['--workspace', 'Acme', 'workspace', 'delete', 'Acme', '--yes'])
  expect(own).toMatchObject({ code: 1, err: expect.stringContaining('The workspace “Acme” is open.') })
})

test('a workspace can be worked in while the window has the person’s own open', async () => {
  const cli = await makeCli()
  await cli.json(['workspace', 'create', 'Acme'])
  const window = must(
    await composeApp({
      home: cli.home,
      workspace: 'main',
      ssh: createSshTransport(),
      network: createNetworkLedger(Date.now),
      slipwayVersion: '0.0.0',
      door: 'window',
      keyChain: testKeyChain,
      chooseSavePath: async () => null,
      report: message => {
        throw new Error(message)
      }
    })
  )
  await cli.json(['--workspace', 'Acme', 'environment', 'create', 'Theirs'])
  expect((await cli.json<Listed[]>(['workspace', 'list'])).map(({ name }) => name)).toContain('Acme')
  const locked = await cli.run(['workspace', 'create', 'Beta'])
  expect(locked).toMatchObject({ code: 1, err: expect.stringContaining('is open in another Slipway') })
  // The window sees what the command line did there, and the other way round.
  const { id } = must(await window.call('workspace.list', {})).find(({ name }) => name === 'Acme') as Listed
  const space = must(await window.spaces.door(id))
  expect(must(await space.call('environment.list', {})).map(({ name }) => name)).toEqual(['Theirs'])
  await window.close()
})
