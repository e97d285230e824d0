import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { tempFolder } from '../support/store'
import { must, openTestWorkspace } from '../support/workspace'

async function withFile() {
  const folder = await tempFolder()
  const keyFile = join(folder, 'deploy_key')
  await writeFile(keyFile, '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n')
  const text = `
Host bastion
  HostName 192.0.2.1
Host web-1 web-2
  HostName %h.example
  User deploy
  IdentityFile ${keyFile}
  ProxyJump bastion
Host odd
  ProxyCommand nc %h %p
`
  const workspace = await openTestWorkspace()
  const environment = must(await workspace.call('environment.create', { name: 'Test' }))
  const choice = { text, hosts: ['web-1', 'web-2'], environmentIds: [environment.id], roles: ['web'] }
  return { ...workspace, keyFile, choice }
}

it('hosts become targets with their accounts and jump hosts, and a second import finds them there', async () => {
  const { call, choice, keyFile } = await withFile()
  const preview = must(await call('import.sshConfig.preview', { text: choice.text }))
  expect(preview.targets.map(({ alias, outcome }) => [alias, outcome])).toEqual([
    ['bastion', 'new'],
    ['web-1', 'new'],
    ['web-2', 'new'],
    ['odd', 'unsupported']
  ])
  expect(must(await call('target.list', {}))).toEqual([])

  const made = must(await call('import.sshConfig.apply', { ...choice, keyFiles: [keyFile] }))
  expect(made).toEqual({ accounts: 2, jumpHosts: 1, targets: 2 })
  const accounts = must(await call('account.list', {}))
  expect(accounts.map(({ kind, name, username }) => [kind, name, username])).toEqual([
    ['agent', 'ada (SSH agent)', 'ada'],
    ['private-key', `deploy (${keyFile})`, 'deploy']
  ])
  const [jumpHost] = must(await call('jumpHost.list', {}))
  expect(jumpHost).toMatchObject({ name: '192.0.2.1', host: '192.0.2.1', accountId: accounts[0]?.id, hostKey: null })
  expect(must(await call('target.list', {}))).toMatchObject([
    {
      name: 'web-1',
      host: 'web-1.example',
      accountId: accounts[1]?.id,
      viaId: jumpHost?.id,
      roles: ['web'],
      hostKey: null
    },
    { name: 'web-2', host: 'web-2.example', accountId: accounts[1]?.id, viaId: jumpHost?.id }
  ])
  const again = must(await call('import.sshConfig.apply', { ...choice, keyFiles: [keyFile] }))
  expect(again).toEqual({ accounts: 0, jumpHosts: 0, targets: 0 })
})

it('a key file is read only when it was ticked', async () => {
  const { call, choice } = await withFile()
  must(await call('import.sshConfig.apply', choice))
  expect(must(await call('account.list', {})).map(({ kind }) => kind)).toEqual(['agent', 'agent'])
})

it('what cannot be imported, or read, is refused with its name', async () => {
  const { call, choice } = await withFile()
  expect(await call('import.sshConfig.apply', { ...choice, hosts: ['odd'] })).toMatchObject({
    failure: { kind: 'invalid-input', message: expect.stringContaining('“odd”') }
  })
  expect(await call('import.sshConfig.apply', { ...choice, hosts: ['gone'] })).toMatchObject({
    failure: { kind: 'not-found' }
  })
  const text = 'Host a\n IdentityFile /nowhere/key'
  const missing = await call('import.sshConfig.apply', { ...choice, text, hosts: ['a'], keyFiles: ['/nowhere/key'] })
  expect(missing).toMatchObject({
    failure: { kind: 'invalid-input', message: expect.stringContaining('/nowhere/key') }
  })
  expect(must(await call('target.list', {}))).toEqual([])
})

it('keys of one name in two folders become two accounts, also when they are imported one after the other', async () => {
  const { call, choice } = await withFile()
  const files = [join(await tempFolder(), 'id'), join(await tempFolder(), 'id')]
  for (const [index, file] of files.entries()) await writeFile(file, `-----BEGIN KEY ${index}-----\n`)
  const text = files.map((file, index) => `Host h${index}\n User deploy\n IdentityFile ${file}`).join('\n')
  for (const host of ['h0', 'h1'])
    must(await call('import.sshConfig.apply', { ...choice, text, hosts: [host], keyFiles: files }))
  const accounts = must(await call('account.list', {}))
  const targets = must(await call('target.list', {}))
  const accountOf = (name: string) =>
    targets.flatMap(target => (target.kind === 'ssh' && target.name === name ? [target.accountId] : []))
  const accountFor = (file: string) => accounts.filter(({ name }) => name === `deploy (${file})`).map(({ id }) => id)
  expect(files.map(accountFor)).toEqual([accountOf('h0'), accountOf('h1')])
  expect(accounts).toHaveLength(2)
})

it('nothing is made when a key cannot be read, not even for the hosts before it', async () => {
  const { call, choice } = await withFile()
  const text = 'Host a\nHost b\n IdentityFile /nowhere/key'
  const apply = await call('import.sshConfig.apply', { ...choice, text, hosts: ['a', 'b'], keyFiles: ['/nowhere/key'] })
  expect(apply).toMatchObject({ failure: { kind: 'invalid-input' } })
  expect([must(await call('target.list', {})), must(await call('account.list', {}))]).toEqual([[], []])
})
