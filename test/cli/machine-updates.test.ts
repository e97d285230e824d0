import { describe, expect, it } from 'vitest'
import { makeCli } from '../support/cli'

const files = { password: 'geheim\n', other: 'anders\n' }

async function withMachines() {
  const cli = await makeCli()
  const run = (...words: readonly string[]) => cli.run(words, { files })
  const made = async (...words: readonly string[]) => expect(await run(...words)).toMatchObject({ code: 0, err: '' })
  await made('environment', 'create', 'Test')
  await made('environment', 'create', 'Production')
  await made(
    'account',
    'create',
    'Deploy',
    '--username',
    'deploy',
    '--password-file',
    'password',
    '--sudo-login-password'
  )
  await made('account', 'create', 'Agent', '--username', 'ada', '--agent')
  await made('jump-host', 'create', 'Bastion', '--host', 'bastion.example', '--account', 'Deploy')
  const where = ['--environment', 'Test', '--role', 'web']
  await made(
    'target',
    'create',
    'web-1',
    '--host',
    'web-1.example',
    '--account',
    'Deploy',
    '--via',
    'Bastion',
    ...where
  )
  await made('target', 'create', 'bench', '--local', ...where)
  await made('target', 'create', 'kiosk', '--offline', '--password-file', 'password', ...where)
  const one = async (kind: 'target' | 'account' | 'jump-host', name: string) =>
    ((await cli.json([kind, 'list'])) as { name: string }[]).find(item => item.name === name)
  return { run, made, one }
}

describe('what is there already', () => {
  it('is changed where something is given, and else stays as it is: a target', async () => {
    const { made, one } = await withMachines()
    const before = await one('target', 'web-1')
    const own = ['--host', '10.0.0.7', '--port', '2222', '--direct', '--account', 'Agent']
    await made('target', 'update', 'web-1', '--role', 'web', 'db', '--environment', 'Production', ...own, '--disable')
    const agent = (await one('account', 'Agent')) as unknown as { id: string }
    const production = (await one('target', 'web-1')) as unknown as { environmentIds: string[] }
    expect(await one('target', 'web-1')).toEqual({
      ...before,
      roles: ['web', 'db'],
      environmentIds: production.environmentIds,
      host: '10.0.0.7',
      port: 2222,
      viaId: null,
      accountId: agent.id,
      isDisabled: true
    })
    await made('target', 'update', 'web-1', '--name', 'web-2', '--enable')
    expect(await one('target', 'web-2')).toMatchObject({ roles: ['web', 'db'], port: 2222, isDisabled: false })
  })

  it('keeps the password of its bundles unless another one is given', async () => {
    const { made, one } = await withMachines()
    const passwordOf = async () => ((await one('target', 'kiosk')) as unknown as { password: string }).password
    const before = await passwordOf()
    await made('target', 'update', 'kiosk', '--drop-folder', '/media/stick')
    expect([await passwordOf(), await one('target', 'kiosk')]).toMatchObject([before, { dropFolder: '/media/stick' }])
    await made('target', 'update', 'kiosk', '--password-file', 'other')
    expect(await passwordOf()).not.toBe(before)
  })

  it.each([
    [['bench', '--host', 'x'], '--host, --port, --account, --via and --direct are for SSH targets.'],
    [['web-1', '--drop-folder', '/x'], '--drop-folder and --password-file are for targets that get bundles.'],
    [['kiosk', '--policy', 'x'], '--policy is for targets that are reached.'],
    [['web-1', '--via', 'Bastion', '--direct'], 'Give --via or --direct, not both.'],
    [['web-1', '--enable', '--disable'], 'Give --disable or --enable, not both.']
  ])('is not changed by what it does not have: %j', async (words, said) => {
    const { run } = await withMachines()
    expect(await run('target', 'update', ...words)).toMatchObject({ code: 2, err: expect.stringContaining(said) })
  })

  it('is changed likewise: an account, whose secrets stay, and a jump host', async () => {
    const { run, made, one } = await withMachines()
    await made('account', 'update', 'Deploy', '--username', 'root')
    const sudo = { kind: 'password', hasOwnPassword: false }
    expect(await one('account', 'Deploy')).toMatchObject({ username: 'root', kind: 'password', sudo })
    await made('account', 'update', 'Deploy', '--no-sudo', '--agent', '--name', 'By agent')
    expect(await one('account', 'By agent')).toMatchObject({ kind: 'agent', username: 'root', sudo: { kind: 'none' } })
    const both = await run('account', 'update', 'Agent', '--agent', '--password-file', 'other')
    expect(both).toMatchObject({ code: 2, err: expect.stringContaining('Give at most one of') })
    await made('account', 'update', 'Agent', '--password-file', 'other')
    expect(await one('account', 'Agent')).toMatchObject({ kind: 'password', username: 'ada' })
    await made('jump-host', 'update', 'Bastion', '--port', '2022', '--description', 'Inner net')
    expect(await one('jump-host', 'Bastion')).toMatchObject({
      host: 'bastion.example',
      port: 2022,
      description: 'Inner net'
    })
  })
})
