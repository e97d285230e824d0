import { describe, expect, it } from 'vitest'
import { makeCli, type TestCli } from '../support/cli'

/** The project Shop with a step, and the library sets Common and Defaults with a Port each. */
async function makeShop(): Promise<TestCli> {
  const cli = await makeCli()
  await cli.json(['environment', 'create', 'Test'])
  await cli.json(['project', 'create', 'Shop'])
  await cli.json(['process', 'add-script', '--project', 'Shop', '--name', 'Start', '--body', 'echo'])
  for (const [name, port] of [
    ['Common', '1'],
    ['Defaults', '2']
  ] as const) {
    await cli.json(['library', 'create', name])
    await cli.json(['variables', 'set', 'Port', port, '--library', name])
  }
  return cli
}

const shop = ['--project', 'Shop']
const port = async (cli: TestCli) =>
  (await cli.run(['variables', 'preview', ...shop])).out.split('\n').find(line => line.startsWith('Port'))

describe('slipway library', () => {
  it('lets a project use variables of sets, of which the last one wins', async () => {
    const cli = await makeShop()
    await cli.json(['library', 'include', 'common', ...shop])
    expect(await port(cli)).toMatch(/^Port +1 +the library set “Common”$/)
    const second = await cli.run(['library', 'include', 'Defaults', ...shop])
    expect(second.out).toBe('“Shop” includes “Common”, then “Defaults”.\n')
    expect(await port(cli)).toMatch(/^Port +2 /)
    const moved = await cli.run(['library', 'include', 'Defaults', ...shop, '--position', '1'])
    expect(moved.out).toBe('“Shop” includes “Defaults”, then “Common”.\n')
    expect(await port(cli)).toMatch(/^Port +1 /)
    const again = await cli.run(['library', 'include', 'Defaults', ...shop])
    expect(again.out).toBe(moved.out)
    expect((await cli.run(['variables', 'list', ...shop])).out).toContain('Includes the library sets: Defaults, Common')
  })

  it('lets a project go on without a set', async () => {
    const cli = await makeShop()
    await cli.json(['library', 'include', 'Common', ...shop])
    expect(await cli.run(['library', 'exclude', 'Common', ...shop])).toMatchObject({
      code: 0,
      out: '“Shop” no longer includes “Common”.\n'
    })
    expect(await port(cli)).toBeUndefined()
    const again = await cli.run(['library', 'exclude', 'Common', ...shop])
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('slipway variables list --project "Shop"')])
  })

  it('renames and lists, and deletes what no project includes', async () => {
    const cli = await makeShop()
    await cli.json(['library', 'create', 'Notes', '--description', 'Of all teams'])
    expect(await cli.json(['library', 'rename', 'Notes', 'Memos'])).toMatchObject({
      name: 'Memos',
      description: 'Of all teams'
    })
    await cli.json(['library', 'include', 'Memos', ...shop])
    expect((await cli.run(['library', 'list'])).out).toMatch(/^Memos +0 +Shop +library-/m)
    const used = await cli.run(['library', 'delete', 'Memos'])
    expect([used.code, used.err]).toEqual([1, expect.stringContaining('the project “Shop”')])
    await cli.json(['library', 'exclude', 'Memos', ...shop])
    expect((await cli.run(['library', 'delete', 'Memos'])).code).toBe(0)
    expect((await cli.run(['library', 'list'])).out).not.toContain('Memos')
  })

  it.each([['0'], ['2'], ['first']])('refuses the position %s among no other sets', async position => {
    const cli = await makeShop()
    const { code, err } = await cli.run(['library', 'include', 'Common', ...shop, '--position', position])
    expect([code, err]).toEqual([2, expect.stringContaining('--position must be')])
  })
})

describe('slipway release', () => {
  it('is not made of variables that are tied, and each of them has a line', async () => {
    const cli = await makeShop()
    const live = ['--environment', 'Live', ...shop]
    await cli.json(['environment', 'create', 'Live'])
    for (const name of ['Host', 'Port']) {
      await cli.json(['variables', 'set', name, 'a', '--environment', 'Test', ...live])
      await cli.json(['variables', 'set', name, 'b', ...live])
    }
    const { code, err } = await cli.run(['release', 'create', ...shop])
    expect(code).toBe(1)
    expect(err.split('\n')).toEqual([
      'Some variables cannot be decided:',
      expect.stringMatching(/^ {2}variables\.Host: “Host” of the project has 2 values that apply with equal right/),
      expect.stringMatching(/^ {2}variables\.Port: “Port” of the project has 2 values that apply with equal right/),
      expect.stringContaining('slipway variables check'),
      ''
    ])
    const json = await cli.run(['--json', 'release', 'create', ...shop])
    expect(JSON.parse(json.out)).toMatchObject({ failure: { kind: 'variables-tied' } })
  })

  it('takes its variables anew when the person agrees, and only then', async () => {
    const cli = await makeShop()
    await cli.json(['variables', 'set', 'Port', '80', ...shop])
    await cli.json(['release', 'create', ...shop])
    await cli.json(['variables', 'set', 'Port', '81', ...shop])
    const update = ['release', 'update-variables', ...shop, '--release', '0.0.1']
    const frozen = async () => (await cli.run(['variables', 'preview', ...shop, '--release', '0.0.1'])).out
    const unasked = await cli.run(update)
    expect([unasked.code, unasked.err]).toEqual([2, expect.stringMatching(/cannot be undone.*Add --yes/)])
    const declined = await cli.run(update, { answers: { 'Type yes to do it: ': 'no' } })
    expect([declined.code, declined.err]).toEqual([3, expect.stringContaining('Nothing was changed.')])
    expect(await frozen()).toMatch(/^Port +80 /m)
    expect((await cli.run(update, { answers: { 'Type yes to do it: ': 'Yes' } })).code).toBe(0)
    expect(await frozen()).toMatch(/^Port +81 /m)
    const again = await cli.run([...update, '--yes'])
    expect([again.code, again.out]).toEqual([0, 'The release 0.0.1 has the present variables already.\n'])
  })
})
