import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { zipOf } from '../support/archives'
import { makeCli } from '../support/cli'
import { tempFolder } from '../support/store'

const steps = JSON.stringify([
  {
    name: 'Web',
    location: 'here',
    roles: [],
    actions: [
      {
        type: 'script',
        syntax: 'bash',
        body: 'true',
        packages: [
          { name: 'hello', packageId: 'Hello', isExtracted: false },
          { name: 'bye', packageId: 'GoodBye', isExtracted: false }
        ]
      }
    ]
  }
])

test('channels and releases by channel at the command line', async () => {
  const cli = await makeCli()
  await cli.json(['project', 'create', 'Shop'])
  const of = ['--project', 'Shop']
  await cli.json(['process', 'set', ...of, '--file', 'steps.json'], { files: { 'steps.json': steps } })
  const folder = await tempFolder()
  for (const name of ['Hello.1.0.0.zip', 'Hello.2.0.0.zip', 'GoodBye.2.0.0.zip']) {
    await writeFile(join(folder, name), zipOf([{ name: 'app.txt', content: name }]))
    await cli.json(['package', 'push', join(folder, name)])
  }

  const rule = 'package=Web:hello;range=[1.0,2.0);tag=^$'
  const created = await cli.run(['channel', 'create', 'Hotfix', ...of, '--rule', rule, '--required-field', 'Ticket'])
  expect(created).toMatchObject({ code: 0, out: expect.stringMatching(/^Created the channel “Hotfix” \(channel-/) })
  expect((await cli.run(['channel', 'create', 'Other', ...of, '--rule', 'range=[1.0]'])).code).toBe(2)
  expect((await cli.run(['channel', 'create', 'Other', ...of, '--rule', 'package=Nobody'])).err).toContain(
    'No package of the process is meant by “Nobody”.'
  )
  const list = (await cli.run(['channel', 'list', ...of])).out.split('\n')
  expect(list[1]).toMatch(/^Default +yes +0 +- +- +- +channel-/)
  expect(list[2]).toMatch(/^Hotfix +- +0 +- +“hello” of “Web”: finished versions in \[1\.0,2\.0\) +- +channel-/)

  const color = ['variables', 'set', ...of, 'Color']
  await cli.json([...color, 'blue'])
  await cli.json([...color, 'red', '--channel', 'Hotfix'])
  expect((await cli.run(['variables', 'list', ...of])).out).toContain('channel Hotfix')
  const preview = async (...words: string[]) => (await cli.run(['variables', 'preview', ...of, ...words])).out
  expect([await preview(), await preview('--channel', 'Hotfix')]).toEqual([
    expect.stringMatching(/^Color +blue /m),
    expect.stringMatching(/^Color +red /m)
  ])

  const make = ['release', 'create', ...of]
  const hotfix = [...make, '--channel', 'Hotfix', '--custom-field', 'Ticket=SHOP-1']
  expect((await cli.run([...make, '--channel', 'Hotfix'])).err).toContain('needs the custom field “Ticket”')
  expect(await cli.json([...hotfix, '--version', '1.0.i'])).toMatchObject({ version: '1.0.0' })
  expect((await cli.run([...hotfix, '--package', 'Hello:2.0.0'])).err).toContain(
    'breaks the rule of the channel “Hotfix”'
  )
  expect(await cli.json([...hotfix, '--package', 'Hello:2.0.0', '--ignore-channel-rules'])).toMatchObject({
    version: '1.0.1',
    ignoresRules: true
  })
  const both = await cli.json<{ id: string }>([
    ...make,
    '--package',
    'Hello:1.0.0',
    '--package',
    'GoodBye:2.0.0',
    '--version',
    '2.0.0'
  ])
  const again = await cli.json([...make, '--version', '2.0', '--ignore-existing'])
  expect(again).toMatchObject({ id: both.id })
  expect((await cli.run([...make, '--version', '2.0'])).code).toBe(1)
  const { out } = await cli.run(['release', 'suggest', ...of])
  expect(out).toBe('2.0.1\nOne after 2.0.0, the release that was made last.\nChannel: Default\n')

  await cli.json([
    'release',
    'update',
    '2.0.0',
    ...of,
    '--version',
    '2.1.0',
    '--notes',
    'For #{Octopus.Release.Number}'
  ])
  expect((await cli.run(['release', 'list', ...of])).out).toMatch(/2\.1\.0 +Default/)
  expect((await cli.run(['channel', 'delete', 'Hotfix', ...of])).err).toContain('is used by the release 1.0.1')
  expect((await cli.run(['release', 'delete', '1.0.1', ...of])).code).toBe(2)
  await cli.json(['variables', 'unset', ...of, 'Color', '--channel', 'Hotfix'])
  for (const version of ['1.0.1', '1.0.0']) await cli.json(['release', 'delete', version, ...of, '--yes'])
  await cli.json(['channel', 'update', 'Hotfix', ...of, '--no-rules', '--default'])
  expect((await cli.run(['channel', 'list', ...of])).out).toMatch(/\nHotfix +yes +0 +- +- +- +channel-/)
  await cli.json(['channel', 'update', 'Default', ...of, '--default'])
  expect((await cli.run(['channel', 'delete', 'Hotfix', ...of])).out).toBe('Deleted the channel “Hotfix”.\n')

  const test = ['channel', 'test-rule', '1.5.0-beta', '--range', '[1.0,2.0)']
  expect((await cli.run(test)).code).toBe(0)
  expect(await cli.run([...test, '--tag', '^$'])).toMatchObject({
    code: 1,
    out: '1.5.0-beta is in the range [1.0,2.0).\nIts tag does not match ^$.\n'
  })
  expect((await cli.run([...test, '--scheme', 'odd'])).code).toBe(2)
})

test('a project is told whether each of its channels keeps its own releases, and keeps what else it says', async () => {
  const cli = await makeCli()
  const { id } = (await cli.json(['project', 'create', 'Shop'])) as { id: string }
  await cli.json(['call', 'project.setReleases', JSON.stringify({ id, value: { notesTemplate: 'Notes' } })])
  const told = async (when: string) =>
    ((await cli.json(['project', 'update', 'Shop', '--discrete-channels', when])) as { releases?: unknown }).releases
  expect(await told('on')).toEqual({ notesTemplate: 'Notes', hasDiscreteChannels: true })
  expect(await told('off')).toEqual({ notesTemplate: 'Notes' })
})
