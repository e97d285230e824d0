import { expect, onTestFinished, test } from 'vitest'
import { makeCli } from '../../support/cli'
import { startWay } from '../../support/network'
import type { TestSshd } from '../../support/sshd'

test('from an empty workspace to a deployment through two jump hosts, on the command line', async () => {
  const way = await startWay([{}, { password: process.getuid?.() === 0 }, {}])
  onTestFinished(() => way.stop())
  const [first, second, third] = way.servers
  const cli = await makeCli()
  const account = async (name: string, server: TestSshd) => {
    const secret =
      server.password === null
        ? { words: ['--key-file', 'secret'], text: server.privateKey }
        : { words: ['--password-file', 'secret'], text: server.password }
    const words = ['account', 'create', name, '--username', server.username, ...secret.words]
    await cli.json(words, { files: { secret: secret.text } })
  }
  await account('First', first)
  await account('Second', second)
  await account('Third', third)
  const at = (server: TestSshd, name: string) => [
    '--host',
    server.host,
    '--port',
    String(server.port),
    '--account',
    name
  ]
  await cli.json(['jump-host', 'create', 'bastion', ...at(first, 'First')])
  await cli.json(['jump-host', 'create', 'inner', ...at(second, 'Second'), '--via', 'bastion'])
  await cli.json(['environment', 'create', 'Test'])
  const placed = ['--environment', 'Test', '--role', 'server', '--via', 'inner']
  await cli.json(['target', 'create', 'web-1', ...at(third, 'Third'), ...placed])
  await cli.json(['project', 'create', 'Shop'])
  const step = ['--name', 'Say Hello', '--role', 'server', '--body', 'echo "Hello from $(id -un)"']
  await cli.json(['process', 'add-script', '--project', 'Shop', ...step])
  await cli.json(['release', 'create', '--project', 'Shop'])
  const deploy = ['deploy', '--project', 'Shop', '--release', '0.0.1', '--to', 'Test']

  const refused = await cli.run(deploy)
  expect(refused.code).toBe(1)
  for (const name of ['the jump host bastion', 'the jump host inner', 'web-1'])
    expect(refused.err).toContain(`Nobody has accepted the host key of ${name} yet.`)

  expect((await cli.run(['jump-host', 'trust', 'bastion', second.hostKey.fingerprint])).code).toBe(1)
  expect((await cli.run(['jump-host', 'trust', 'bastion', first.hostKey.fingerprint])).code).toBe(0)
  const keys = [second, third].map(server => server.hostKey.fingerprint)
  const { code, out, err } = await cli.run([...deploy, '--accept-host-key', ...keys])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toContain(`[web-1] Hello from ${third.username}\n`)

  const plan = await cli.run([...deploy, '--plan'])
  expect(plan.out).toContain(`web-1 (${third.username}@${third.host}:${third.port} via bastion, inner)`)
  const tested = await cli.run(['target', 'test', 'web-1'])
  expect(tested.code).toBe(0)
  expect(tested.out.split('\n').filter(line => /^\S+$/.test(line))).toEqual(['bastion', 'inner', 'web-1'])
  expect((await cli.run(['jump-host', 'list'])).out).toMatch(/^inner +\S+ +bastion +SHA256:/m)
  expect((await cli.run(['jump-host', 'delete', 'bastion'])).err).toContain('is used by the jump host “inner”')

  await first.replaceHostKey()
  const changed = await cli.run(deploy)
  expect(changed.code).toBe(1)
  expect(changed.out + changed.err).toContain('Jump host “bastion”: ')
  expect(changed.out + changed.err).toContain('shows another host key than the accepted one')
})
