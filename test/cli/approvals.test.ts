import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeCli, type TestCli } from '../support/cli'
import { tempFolder } from '../support/store'

const files = { 'install.sh': 'echo "said: #{Octopus.Deployment.Comments}"' }

const runner =
  (cli: TestCli) =>
  async (...words: readonly string[]): Promise<string> => {
    const ended = await cli.run(words, { files })
    expect(ended, words.join(' ')).toMatchObject({ code: 0 })
    return ended.out
  }

/** Shop 1.0.0 for Test and Second, on this machine. */
async function shop() {
  const cli = await makeCli()
  const run = runner(cli)
  for (const name of ['Test', 'Second']) {
    await run('environment', 'create', name)
    await run('target', 'create', `bench-${name}`, '--local', '--environment', name, '--role', 'web')
  }
  await run('project', 'create', 'Shop')
  const step = ['--project', 'Shop', '--name', 'Install', '--role', 'web', '--file', 'install.sh']
  await run('process', 'add-script', ...step)
  await run('release', 'create', '--project', 'Shop', '--version', '1.0.0')
  return { cli, run }
}

const deploy = ['deploy', '--project', 'Shop', '--release', '1.0.0']

describe('approvals at the command line', () => {
  it('go from one workspace to another and back', async () => {
    const { cli, run } = await shop()
    const folder = await tempFolder()
    const [request, answer] = [join(folder, 'request.json'), join(folder, 'answer.json')]
    await run('environment', 'update', 'Test', '--approvals', '1', '--approval-hours', '24')
    expect(await cli.run([...deploy, '--to', 'Test'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('Test asks for 1 approval, none older than 24 hours. Needs 1 approval, has 0.')
    })
    const what = ['--project', 'Shop', '--release', '1.0.0', '--to', 'Test']
    await run('approval', 'request', ...what, '--reason', 'The new basket.', '--save', request)

    const other = await makeCli()
    const sent = { files: { [request]: await readFile(request) } }
    const shown = await other.run(['approval', 'show', request], sent)
    expect(shown).toMatchObject({ code: 0, out: expect.stringContaining('Reason: The new basket.') })
    const signed = await other.run(['approval', 'sign', request, '--approve', '--save', answer], sent)
    expect(signed).toMatchObject({ code: 0, out: `Wrote ${answer}.\n` })
    const words = (await other.run(['approver', 'own'])).out.split('\n')[0]!

    const back = { files: { ...files, [answer]: await readFile(answer) } }
    expect(await cli.run(['approval', 'import', answer], back)).toMatchObject({
      code: 1,
      err: expect.stringContaining(words)
    })
    const wrong = ['approver', 'add', 'Grace', '--from', answer, '--words', 'some other words']
    expect(await cli.run(wrong, back)).toMatchObject({ code: 1, err: expect.stringContaining('has other words') })
    const added = await cli.run(['approver', 'add', 'Grace', '--from', answer, '--words', words], back)
    expect(added).toMatchObject({ code: 0 })
    expect(await cli.run(['approval', 'import', answer], back)).toMatchObject({ code: 0 })
    expect(await run('approver', 'list')).toContain(words)

    const out = await run(...deploy, '--to', 'Test')
    const id = /deployment-[a-z0-9]{10}/.exec(out)![0]
    expect(await run('deployment', 'show', id)).toContain(`Approved by Grace (${words})`)
  })
})

describe('freezes at the command line', () => {
  it('are made, changed and listed, and overridden with a reason', async () => {
    const { cli, run } = await shop()
    const times = ['--from', '2020-01-01T00:00', '--until', '2099-01-01T00:00']
    await run('freeze', 'create', 'For ever', ...times, '--environment', 'Test')
    expect(await run('freeze', 'list')).toMatch(/For ever +under way/)
    expect(await cli.run([...deploy, '--to', 'Test'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('Test is frozen by “For ever” until')
    })
    await run(...deploy, '--to', 'Test', '--override-freeze', 'The shop is down.')
    await run('freeze', 'update', 'For ever', '--until', '2021-01-01T00:00', '--name', 'Once')
    expect(await run('freeze', 'list')).toMatch(/Once +over/)
    await run('freeze', 'delete', 'Once')
    expect(await run('freeze', 'list')).toBe('There is no freeze.\n')
    const crooked = ['freeze', 'create', 'Nights', ...times, '--repeat', 'hourly']
    expect(await cli.run(crooked)).toMatchObject({ code: 2 })
  })

  it('stand against what is to begin while they are under way, and not after that', async () => {
    const { cli, run } = await shop()
    const times = ['--from', '2020-01-01T00:00', '--until', '2099-01-01T00:00']
    await run('freeze', 'create', 'For ever', ...times, '--environment', 'Test')
    const folder = await tempFolder()
    const request = ['approval', 'request', '--project', 'Shop', '--release', '1.0.0', '--to', 'Test']
    const save = ['--save', join(folder, 'request.json')]
    expect(await cli.run([...deploy, '--to', 'Test', '--plan'])).toMatchObject({ code: 1 })
    expect(await cli.run([...request, ...save])).toMatchObject({ code: 1 })
    const at = ['--at', '2099-01-02T00:00']
    expect(await run(...deploy, '--to', 'Test', '--plan', ...at)).not.toContain('frozen')
    expect(await run(...request, ...at, ...save)).toBe(`Wrote ${join(folder, 'request.json')}.\n`)
  })
})

describe('deploying to several environments at the command line', () => {
  it('starts all of them or none, with the same comment, and prints one log after the other', async () => {
    const { cli, run } = await shop()
    await run(...deploy, '--to', 'Test')
    const out = await run(...deploy, '--to', 'Test', '--to', 'Second', '--comment', 'Ticket 4711')
    expect(out).toMatch(/--- Test[\s\S]*said: Ticket 4711[\s\S]*--- Second[\s\S]*said: Ticket 4711/)
    const listed = async () => (await run('deployment', 'list')).trim().split('\n').length - 1
    expect(await listed()).toBe(3)
    await run('target', 'delete', 'bench-Second')
    expect(await cli.run([...deploy, '--to', 'Test', '--to', 'Second'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('Second: The deployment cannot start')
    })
    expect(await listed()).toBe(3)
  })
})
