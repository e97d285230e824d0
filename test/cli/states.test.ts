import type { DeploymentSummary } from '@shared/deployment'
import { describe, expect, it } from 'vitest'
import { makeCli, type TestCli } from '../support/cli'

const here = { location: 'here', roles: [] }
const script = (name: string, body = 'true') => ({
  ...here,
  name,
  actions: [{ type: 'script', syntax: 'bash', body }]
})
const signOff = { ...here, name: 'Sign off', actions: [{ type: 'manual', instructions: 'Look at it.' }] }

/** The release 0.0.1 of Shop, with these steps. */
async function makeShop(steps: readonly object[]): Promise<TestCli> {
  const cli = await makeCli()
  await cli.json(['environment', 'create', 'Test'])
  await cli.json(['project', 'create', 'Shop'])
  const files = { steps: JSON.stringify(steps) }
  await cli.json(['process', 'set', '--project', 'Shop', '--file', 'steps'], { files })
  await cli.json(['release', 'create', '--project', 'Shop'])
  return cli
}

const deploy = ['deploy', '--project', 'Shop', '--release', '0.0.1', '--to', 'Test']

const newest = async (cli: TestCli): Promise<DeploymentSummary> =>
  (await cli.json<readonly DeploymentSummary[]>(['deployment', 'list']))[0]!

/** The column STATE of a list with one row. */
async function stateIn(cli: TestCli, words: readonly string[]): Promise<string> {
  const [headings = '', row = ''] = (await cli.run(words)).out.split('\n')
  const rest = headings.slice(headings.indexOf('STATE'))
  const width = rest.search(/(?<=STATE\s+)\S/)
  const from = headings.indexOf('STATE')
  return row.slice(from, width < 0 ? undefined : from + width).trim()
}

describe('states are called what the window calls them', () => {
  it('by runs that never ran, and by those that were stopped', async () => {
    const cli = await makeShop([signOff, script('Install')])
    await cli.run(deploy)
    const { id } = await newest(cli)
    const show = async () => (await cli.run(['deployment', 'show', id])).out
    expect(await show()).toContain(
      ['', '  1.here: waiting for a person', '  2.here: pending', 'Waiting for a person', ''].join('\n')
    )
    await cli.run(['deployment', 'cancel', id])
    expect(await show()).toContain(['', '  1.here: cancelled', '  2.here: not run', ''].join('\n'))
    expect(await cli.json(['deployment', 'show', id])).toMatchObject({ runs: { '2.here': { state: 'cancelled' } } })
  })

  it('by one that was cancelled before its turn came', async () => {
    const cli = await makeShop([script('Install')])
    let isPressed = false
    await cli.run(['--json', ...deploy, '--at', new Date(Date.now() + 3_600_000).toISOString()], {
      onOutput: (_, press) => {
        if (!isPressed) press()
        isPressed = true
      }
    })
    const { id } = await newest(cli)
    expect((await cli.run(['deployment', 'show', id])).out).toContain('\n  1.here: not run\n')
  })

  it('by lists, for what waits for a person, and what succeeded with warnings', async () => {
    const cli = await makeShop([signOff, script('Install', `echo '##octopus[stdout-warning]'; echo hm`)])
    await cli.run(deploy)
    const { id } = await newest(cli)
    const lists = [['tasks', '--all'], ['deployment', 'list'], ['dashboard']]
    const states = async () => {
      const found: string[] = []
      for (const words of lists) found.push(await stateIn(cli, words))
      return found
    }
    expect(await states()).toEqual(lists.map(() => 'waiting for a person'))
    await cli.run(['deployment', 'answer', id, 'proceed'])
    expect(await states()).toEqual(lists.map(() => 'succeeded with warnings'))
  })
})
