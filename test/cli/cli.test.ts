import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { api } from '@shared/api'
import { describe, expect, it } from 'vitest'
import { openStore } from '../../electron/store/open-store'
import { testActor } from '../support/actor'
import { makeCli, type TestCli } from '../support/cli'
import { must } from '../support/workspace'

/** A local target “bench” in role server of environment Test, and the project Shop with one step. */
async function makeShop(cli: TestCli, body = 'echo "Hello, $(get_octopusvariable Greeting)!"') {
  await cli.json(['environment', 'create', 'Test'])
  await cli.json(['target', 'create', 'bench', '--local', '--environment', 'Test', '--role', 'server'])
  await cli.json(['project', 'create', 'Shop'])
  await cli.json(['variables', 'set', '--project', 'Shop', 'Greeting', 'World'])
  const step = ['--project', 'Shop', '--name', 'Say Hello', '--role', 'server', '--body', body]
  await cli.json(['process', 'add-script', ...step])
  await cli.json(['release', 'create', '--project', 'Shop'])
}

const deploy = ['deploy', '--project', 'Shop', '--release', '0.0.1', '--to', 'Test']

describe('the command line', () => {
  it('takes a script from nothing to a deployment, and shows its log', async () => {
    const cli = await makeCli()
    await makeShop(cli)
    const { code, out, err } = await cli.run(deploy)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('[bench] Hello, World!\n')
    const id = /^Deployment: (deployment-[a-z0-9]{10})$/m.exec(out)?.[1] ?? ''
    const log = await cli.run(['log', '--deployment', id])
    expect(log.out).toBe(out.slice(0, out.indexOf('Deployment: ')))
    const [listed] = await cli.json<{ id: string; outcome: string }[]>(['deployment', 'list', '--project', 'shop'])
    expect(listed).toMatchObject({ id, outcome: 'succeeded', projectName: 'Shop' })
  })

  it('ends with 1 when a script fails, and its words say how', async () => {
    const cli = await makeCli()
    await makeShop(cli, 'echo before; exit 7')
    const { code, out } = await cli.run(deploy)
    expect(code).toBe(1)
    expect(out).toContain('[bench] before\n')
    expect(out).toMatch(/Say Hello.*exit code 7/)
  })

  it('prints the events of a deployment as one JSON document per line, every log line among them', async () => {
    const cli = await makeCli()
    await makeShop(cli, 'for n in 1 2 3; do echo "line $n"; done')
    const { code, out } = await cli.run(['--json', ...deploy])
    const documents = out
      .trimEnd()
      .split('\n')
      .map(text => JSON.parse(text))
    expect(code).toBe(0)
    const events = documents.filter(item => item.type === 'event').map(item => item.kind)
    expect([events[0], events.at(-1)]).toEqual(['queued', 'finished'])
    const lines = documents.filter(item => item.type === 'line')
    expect(lines.map(line => line.number)).toEqual(lines.map((_, index) => index + 1))
    expect(lines.filter(line => line.stream === 'stdout').map(line => line.text)).toEqual([
      'line 1',
      'line 2',
      'line 3'
    ])
    expect(documents.at(-1)).toMatchObject({ type: 'summary', outcome: 'succeeded' })
  })

  it('cancels at Ctrl-C and ends with 3', async () => {
    const cli = await makeCli()
    await makeShop(cli, 'echo ready; sleep 600')
    let isPressed = false
    const { code, err, out } = await cli.run(deploy, {
      onOutput: (text, press) => {
        if (isPressed || !text.includes('[bench] ready')) return
        isPressed = true
        press()
      }
    })
    expect({ code, err }).toEqual({ code: 3, err: 'Cancelling; press Ctrl-C again to leave without waiting.\n' })
    const id = /^Deployment: (\S+)$/m.exec(out)?.[1] ?? ''
    expect(await cli.json(['deployment', 'show', id])).toMatchObject({ state: 'finished', outcome: 'cancelled' })
  })

  it('shows a plan without running anything', async () => {
    const cli = await makeCli()
    await makeShop(cli)
    const { code, out } = await cli.run([...deploy, '--plan'])
    expect(code).toBe(0)
    expect(out).toContain('Shop 0.0.1 to Test')
    expect(out).toContain('1. Say Hello')
    expect(out).toContain('bench (this machine)')
    expect(await cli.json(['deployment', 'list'])).toEqual([])
  })

  it('ends with 1 for a plan with errors', async () => {
    const cli = await makeCli()
    await makeShop(cli)
    await cli.json(['environment', 'create', 'Empty'])
    const planned = await cli.run(['deploy', '--project', 'Shop', '--release', '0.0.1', '--to', 'Empty', '--plan'])
    expect(planned.code).toBe(1)
    expect(planned.out).toContain('ERROR: ')
    const started = await cli.run(['deploy', '--project', 'Shop', '--release', '0.0.1', '--to', 'Empty'])
    expect(started.code).toBe(1)
    expect(started.err).toContain('cannot start')
  })

  it('keeps secrets out of its words, its answers and the files', async () => {
    const cli = await makeCli()
    await makeShop(cli, 'echo "token: $(get_octopusvariable Token)"')
    const secret = 'planted-secret-4b1d'
    const set = ['variables', 'set', '--project', 'Shop', 'Token', '--sensitive']
    expect((await cli.run([...set, secret])).code).toBe(2)
    const prints = [
      await cli.run(set, { stdin: `${secret}\n` }),
      await cli.run(['variables', 'list', '--project', 'Shop']),
      await cli.run(['account', 'create', 'Deploy', '--username', 'deploy', '--password-file', 'pw'], {
        files: { pw: `${secret}\n` }
      }),
      await cli.run(['release', 'create', '--project', 'Shop', '--version', '0.0.2']),
      await cli.run(['deploy', '--project', 'Shop', '--release', '0.0.2', '--to', 'Test'])
    ]
    expect(prints.map(print => print.code)).toEqual([0, 0, 0, 0, 0])
    expect(prints.at(-1)?.out).toContain('token: ••••••')
    const entries = await readdir(cli.home, { recursive: true, withFileTypes: true })
    const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
    const texts = await Promise.all(files.map(file => readFile(file, 'latin1')))
    expect([JSON.stringify(prints), ...texts].some(text => text.includes(secret))).toBe(false)
  })

  it('warns on standard error of secrets that masking cannot serve, and keeps them', async () => {
    const cli = await makeCli()
    await makeShop(cli, 'true')
    const set = ['--json', 'variables', 'set', '--project', 'Shop', 'Pin', '--sensitive']
    const saved = await cli.run(set, { stdin: 'abc\n' })
    const account = ['account', 'create', 'Deploy', '--username', 'deploy', '--password-file', '-']
    const created = await cli.run(account, { stdin: 'Shop\n' })
    expect([saved.code, created.code]).toEqual([0, 0])
    expect(saved.err).toContain('Warning: This has fewer than 4 characters')
    expect(JSON.parse(saved.out)).toMatchObject({
      warnings: [{ path: expect.stringMatching(/^variables\.\d+\.value$/) }]
    })
    expect(created.err).toContain('Warning: This is a name that this workspace uses')
  })

  it('saves an artifact', async () => {
    const cli = await makeCli()
    await makeShop(cli, 'echo report > report.txt; new_octopusartifact report.txt')
    const { out } = await cli.run(deploy)
    const id = /^Deployment: (\S+)$/m.exec(out)?.[1] ?? ''
    const file = join(cli.home, 'copy.txt')
    expect((await cli.run(['artifact', 'save', id, 'report.txt', '--to', file])).code).toBe(0)
    expect(await readFile(file, 'utf8')).toBe('report\n')
  })

  it('edits a process as a file', async () => {
    const cli = await makeCli()
    await makeShop(cli)
    const shown = await cli.json<{ steps: { name: string }[] }>(['process', 'show', '--project', 'Shop'])
    const renamed = { ...shown, steps: shown.steps.map(step => ({ ...step, name: 'Greet' })) }
    const set = ['process', 'set', '--project', 'Shop', '--file', 'steps.json']
    const saved = await cli.json(set, { files: { 'steps.json': JSON.stringify(renamed) } })
    expect(saved).toMatchObject({ version: 2, steps: [{ ...shown.steps[0], name: 'Greet' }] })
    const wrong = await cli.run(set, { files: { 'steps.json': '[{"name":""}]' } })
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('0.name: must not be empty') })
  })

  it('shows steps with their actions and what is out of the ordinary about them', async () => {
    const cli = await makeCli()
    await makeShop(cli)
    const [test] = await cli.json<{ id: string }[]>(['environment', 'list'])
    const script = (name: string, more = {}) => ({ type: 'script', name, syntax: 'bash', body: 'x', ...more })
    const steps = [
      {
        name: 'Roll',
        location: 'targets',
        roles: ['web', 'app'],
        window: { unit: 'targets', count: 2 },
        actions: [
          script('Drain', { location: 'here-for-each-target', retries: { count: 1, backoffSeconds: 15 } }),
          script('Deploy', { isDisabled: true, runAs: 'www', timeoutSeconds: 90, environments: [test!.id] })
        ]
      },
      {
        name: 'Tell',
        location: 'here',
        roles: [],
        startsWithPrevious: true,
        condition: { when: 'always' },
        actions: [{ type: 'email', to: 'a@b.c', subject: 's', body: 'b', isRequired: true }]
      }
    ]
    const set = ['process', 'set', '--project', 'Shop', '--file', '-']
    await cli.json(set, { stdin: JSON.stringify({ steps }) })
    const { out } = await cli.run(['process', 'show', '--project', 'Shop'])
    expect(out.split('\n').map(line => line.trim().split(/ {2,}/))).toEqual([
      ['STEP', 'NAME', 'WHERE', 'WHAT', 'SETTINGS'],
      ['1', 'Roll', 'targets web, app', '2 actions', 'rolling, 2 at a time'],
      ['1.1', 'Drain', 'here-for-each-target', 'bash', '1 retry, at once'],
      ['1.2', 'Deploy (disabled)', 'bash', 'as www; only in Test; timeout 1 min 30 s'],
      ['2', 'Tell', 'here', 'Send an Email', 'with the step before; always, whatever happened before; required'],
      ['']
    ])
  })

  it('says whether a person is asked when a step fails', async () => {
    const cli = await makeCli()
    await cli.json(['environment', 'create', 'Live', '--guided'])
    expect(await cli.json(['environment', 'update', 'Live', '--description', 'x'])).toMatchObject({ isGuided: true })
    expect(await cli.json(['environment', 'update', 'Live', '--no-guided'])).not.toHaveProperty('isGuided')
    await cli.json(['project', 'create', 'Shop', '--guided-failure', 'off'])
    const update = ['project', 'update', 'Shop']
    expect(await cli.json([...update, '--name', 'Store'])).toMatchObject({ name: 'Store', guidedFailure: 'off' })
    const back = await cli.json(['project', 'update', 'Store', '--guided-failure', 'environment'])
    expect(back).not.toHaveProperty('guidedFailure')
  })

  it('changes and removes records by name or id', async () => {
    const cli = await makeCli()
    const { id } = await cli.json<{ id: string }>(['environment', 'create', 'Test', '--production'])
    await cli.json(['environment', 'update', 'TEST', '--name', 'Live'])
    expect(await cli.json(['environment', 'update', id, '--no-production'])).toMatchObject({
      name: 'Live',
      isProduction: false
    })
    expect((await cli.run(['environment', 'delete', 'live'])).code).toBe(0)
    expect((await cli.run(['environment', 'list'])).out).toContain('There is no environment yet.')
  })

  it('reaches every call of the contract', async () => {
    const cli = await makeCli()
    expect(await cli.json(['call', 'environment.create', '{"name":"Test"}'])).toMatchObject({ name: 'Test' })
    expect(await cli.json(['call', 'environment.create', '-'], { stdin: '{"name":"Live"}' })).toMatchObject({
      name: 'Live'
    })
    const refused = await cli.run(['--json', 'call', 'environment.create', '{"name":""}'])
    expect(refused.code).toBe(1)
    expect(JSON.parse(refused.out)).toMatchObject({ failure: { issues: [{ path: 'name' }] } })
    expect((await cli.run(['call', 'no.such.call'])).code).toBe(1)
    const help = await cli.run(['call', '--help'])
    for (const name of Object.keys(api)) expect(help.out).toContain(name)
  })

  it.each([
    [['no-such-command']],
    [['environment', 'create']],
    [['deploy', '--project', 'Shop']],
    [['call', 'environment.list', '{']],
    [['target', 'create', 'web-1', '--environment', 'Test', '--role', 'server']],
    [['account', 'create', 'Deploy', '--username', 'deploy']],
    [['project', 'delete', 'Shop']],
    [['process', 'add-script', '--project', 'Shop', '--name', 'X', '--syntax', 'perl', '--body', 'x']],
    [['environment', 'list', '--colour']]
  ])('ends with 2 for %j', async words => {
    const cli = await makeCli()
    await cli.json(['environment', 'create', 'Test'])
    const { code, out, err } = await cli.run(words)
    expect({ code, out, isExplained: err.length > 0 }).toEqual({ code: 2, out: '', isExplained: true })
  })

  it('says which names there are when one is wrong', async () => {
    const cli = await makeCli()
    await cli.json(['environment', 'create', 'Test'])
    await cli.json(['project', 'create', 'Shop'])
    const { code, err } = await cli.run(['release', 'list', '--project', 'Shpo'])
    expect(code).toBe(1)
    expect(err).toBe('There is no project “Shpo”.\nChoose one of: “Shop”.\n')
  })

  it('ends at once when the workspace is open elsewhere', async () => {
    const cli = await makeCli()
    await cli.json(['environment', 'create', 'Test'])
    const folder = join(cli.home, 'workspaces', 'main')
    const store = must(
      await openStore({ folder, keyFile: join(cli.home, 'keys', 'main.key'), now: Date.now, actor: testActor })
    )
    const { code, out } = await cli.run(['--json', 'environment', 'list'])
    await store.close()
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ failure: { kind: 'workspace-locked' } })
  })

  it('prints help and version and ends with 0', async () => {
    const cli = await makeCli()
    expect(await cli.run(['--version'])).toEqual({ code: 0, out: '0.0.0\n', err: '' })
    expect(await cli.run(['--help'])).toMatchObject({ code: 0, out: expect.stringContaining('deploy') })
  })
})
