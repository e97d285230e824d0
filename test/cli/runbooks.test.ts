import { expect, test } from 'vitest'
import { makeCli } from '../support/cli'

const steps = JSON.stringify([
  {
    name: 'Rotate',
    location: 'here',
    roles: [],
    actions: [{ type: 'script', syntax: 'bash', body: 'echo "rotated $(get_octopusvariable Key)"' }]
  }
])

test('runbooks are created, given steps, published, run and deleted at the command line', async () => {
  const cli = await makeCli()
  await cli.json(['environment', 'create', 'Test'])
  await cli.json(['project', 'create', 'Shop'])
  const of = ['--project', 'Shop']
  expect((await cli.run(['runbook', 'list', ...of])).out).toContain('The project has no runbook yet.')
  await cli.json(['runbook', 'create', 'Rotate keys', ...of, '--environment', 'Test'])
  const set = ['runbook', 'set', 'rotate keys', ...of]
  expect((await cli.run(set)).code).toBe(2)
  await cli.json([...set, '--file', 'steps.json', '--description', 'All of them'], { files: { 'steps.json': steps } })
  await cli.json(['variables', 'set', ...of, 'Key', 'none'])
  await cli.json(['variables', 'set', ...of, 'Key', 'ours', '--process', 'Rotate keys'])

  const run = ['runbook', 'run', 'Rotate keys', ...of, '--in', 'Test']
  expect(await cli.run(run)).toMatchObject({ code: 1, err: expect.stringContaining('was published yet') })
  expect((await cli.run(['runbook', 'publish', 'Rotate keys', ...of])).out).toBe('“Rotate keys” is published as 1.\n')
  const ran = await cli.run(run)
  expect(ran).toMatchObject({ code: 0, out: expect.stringContaining('rotated ours') })
  expect(ran.out).toContain('Rotate keys 1 of Shop was run in Test')
  expect((await cli.run([...run, '--draft', '--plan'])).out).toContain('Rotate')

  const list = (await cli.run(['runbook', 'list', ...of])).out.split('\n')
  expect(list[1]).toMatch(/^Rotate keys +1 +Test +succeeded in Test +runbook-/)
  const { out: show, err } = await cli.run(['runbook', 'show', 'Rotate keys', ...of])
  expect(err).toBe('')
  expect(show).toMatch(/^Rotate keys: published as 1\n/)
  expect((await cli.run(['tasks'])).out).toBe('Nothing runs or waits. Add --all for what is over.\n')
  expect((await cli.run(['tasks', '--all', '--kind', 'runbook'])).out).toMatch(
    /runbook +Rotate keys 1 of Shop +Test +succeeded +- +deployment-/
  )

  expect((await cli.run(['runbook', 'delete', 'Rotate keys', ...of])).code).toBe(2)
  await cli.json(['runbook', 'delete', 'Rotate keys', ...of, '--yes'])
  expect((await cli.run(['tasks', '--all'])).out).toBe('Nothing matches.\n')
})
