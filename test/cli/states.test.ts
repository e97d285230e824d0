import { describe, expect, it } from 'vitest'
import type { TestCli } from '../support/cli'
import { deployShop, makeShop, newest, script, signOff } from '../support/cli-shop'

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
    const cli = await makeShop([signOff, script('Install', 'true')])
    await cli.run(deployShop)
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
    const cli = await makeShop([script('Install', 'true')])
    let isPressed = false
    await cli.run(['--json', ...deployShop, '--at', new Date(Date.now() + 3_600_000).toISOString()], {
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
    await cli.run(deployShop)
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
