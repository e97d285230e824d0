import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { momentOf } from '../../electron/cli/moments'
import { deployShop, makeShop, newest, script, signOff } from '../support/cli-shop'
import { tempFolder } from '../support/store'

describe('a deployment that asks a person', () => {
  it('is left waiting where nobody is at a terminal, and goes on with an answer', async () => {
    const cli = await makeShop([signOff, script('Install', 'echo installed')])
    const first = await cli.run(deployShop)
    const { id } = await newest(cli)
    expect(first.code).toBe(4)
    expect(first.out).toContain('It waits for a person:\n')
    expect(first.out).toContain('  1. “Sign off”: a person decides.\n       Look at **it**.\n')
    expect(first.out).toContain(`slipway deployment answer ${id} proceed|abort --question 1\n`)
    expect((await cli.run(['deployment', 'questions'])).out).toContain('Shop 0.0.1 to Test\n  1. “Sign off”')
    const answered = await cli.run(['deployment', 'answer', id, 'proceed', '--note', 'Fine.'])
    expect({ code: answered.code, err: answered.err }).toEqual({ code: 0, err: '' })
    expect(answered.out).toContain('installed\n')
    expect(await newest(cli)).toMatchObject({ id, outcome: 'succeeded', openQuestions: 0 })
    expect((await cli.run(['deployment', 'questions'])).out).toBe('Nobody is asked anything.\n')
  })

  it('asks at the terminal', async () => {
    const cli = await makeShop([signOff, script('Install', 'echo installed')])
    const answers = { 'proceed, abort: ': 'PROCEED', 'Note: ': 'Fine.' }
    const { code, out, err } = await cli.run(deployShop, { answers })
    expect({ code, err }).toEqual({ code: 0, err: '“Sign off”: a person decides.\nLook at **it**.\n' })
    expect(out).toContain('installed\n')
  })

  it('about a failure says what failed, and does what is answered', async () => {
    const cli = await makeShop([script('Install', 'exit 7'), script('Start', 'echo started')])
    const { code, out } = await cli.run([...deployShop, '--guided'])
    const { id } = await newest(cli)
    expect(code).toBe(4)
    expect(out).toMatch(/1\. “Install” failed: .*7/)
    const refused = await cli.run(['deployment', 'answer', id, 'exclude'])
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('there is none to exclude') })
    const ignored = await cli.run(['deployment', 'answer', id, 'ignore'])
    expect(ignored).toMatchObject({ code: 0, out: expect.stringContaining('started\n') })
  })

  it('can be cancelled while it waits', async () => {
    const cli = await makeShop([signOff])
    await cli.run(deployShop)
    const { id } = await newest(cli)
    expect((await cli.run(['deployment', 'cancel', id])).code).toBe(3)
    expect(await newest(cli)).toMatchObject({ outcome: 'cancelled' })
    expect(await cli.run(['deployment', 'answer', id, 'proceed'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('The deployment asks nothing.')
    })
  })
})

describe('choices of whoever deploys', () => {
  it('leave out actions, and are refused by name where there are none', async () => {
    const cli = await makeShop([script('Install', 'echo installed'), script('Start', 'echo started')])
    const { code, out } = await cli.run([...deployShop, '--skip', 'install'])
    expect(code).toBe(0)
    expect(out).not.toContain('installed')
    expect(out).toContain('started\n')
    expect(await cli.run([...deployShop, '--skip', 'Instal'])).toMatchObject({
      code: 1,
      err: 'There is no action “Instal” in this release.\nChoose one of: “Install”, “Start”.\n'
    })
  })

  it('keep failures from a person with --no-guided, whatever the environment says', async () => {
    const cli = await makeShop([script('Install', 'exit 7')])
    await cli.json(['environment', 'update', 'Test', '--guided'])
    expect((await cli.run([...deployShop, '--no-guided'])).code).toBe(1)
    expect((await cli.run(deployShop)).code).toBe(4)
  })

  it('are tied to the plan by its hash', async () => {
    const cli = await makeShop([script('Install', 'echo installed')])
    const { hash } = await cli.json<{ readonly hash: string }>([...deployShop, '--plan'])
    expect((await cli.run([...deployShop, '--plan'])).out).toContain(`Hash: ${hash}\n`)
    expect((await cli.run([...deployShop, '--plan-hash', hash])).code).toBe(0)
    expect(await cli.run([...deployShop, '--plan-hash', hash])).toMatchObject({
      code: 1,
      err: expect.stringContaining('changed since the plan was looked at')
    })
  })

  it('are refused where a time is none', async () => {
    const cli = await makeShop([script('Install', 'true')])
    for (const words of [
      ['--at', '25:00'],
      ['--expires', 'soon']
    ])
      expect((await cli.run([...deployShop, ...words])).code).toBe(2)
    expect(await newest(cli)).toBeUndefined()
  })
})

describe('a deployment that failed', () => {
  it('is continued where it stopped', async () => {
    const folder = await tempFolder()
    const mended = join(folder, 'mended')
    const body = `if [ -e ${mended} ]; then echo mended; else exit 3; fi`
    const cli = await makeShop([script('First', 'echo once'), script('Second', body), script('Third', 'echo last')])
    expect((await cli.run(deployShop)).code).toBe(1)
    const { id } = await newest(cli)
    await writeFile(mended, '')
    const { code, out } = await cli.run(['deployment', 'resume', id, '--retry', 'all'])
    expect(code).toBe(0)
    expect(out).not.toContain('once')
    expect(out).toContain('mended\n')
    expect(out).toContain('last\n')
    expect(await cli.json(['deployment', 'recovery', id])).toEqual({ runs: [] })
    expect(await cli.run(['deployment', 'give-up', id])).toMatchObject({ code: 1 })
    expect(await cli.run(['deployment', 'pause', id])).toMatchObject({ code: 1 })
    expect(await cli.run(['deployment', 'unpause', 'nonsense'])).toMatchObject({ code: 2 })
    expect(await cli.run(['deployment', 'move-to-top', id])).toMatchObject({ code: 1 })
  })
})

describe('a deployment that failed before a freeze began', () => {
  it('is continued with a reason', async () => {
    const mended = join(await tempFolder(), 'mended')
    const cli = await makeShop([script('Only', `if [ -e ${mended} ]; then echo mended; else exit 3; fi`)])
    expect((await cli.run(deployShop)).code).toBe(1)
    const { id } = await newest(cli)
    await writeFile(mended, '')
    await cli.json(['freeze', 'create', 'For ever', '--from', '2020-01-01T00:00', '--until', '2199-01-01T00:00'])
    const resume = ['deployment', 'resume', id, '--retry', 'all']
    const refused = await cli.run(resume)
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('Test is frozen by “For ever”')
    const { code, out } = await cli.run([...resume, '--override-freeze', 'The shop is down.'])
    expect(code).toBe(0)
    expect(out).toContain('mended\n')
  })
})

describe('a time that somebody types', () => {
  const now = new Date(2026, 4, 12, 14, 0).getTime()

  it('is the next such time of the day', () => {
    expect(momentOf('14:30', '--at', now)).toBe(new Date(2026, 4, 12, 14, 30).getTime())
    expect(momentOf('9:05', '--at', now)).toBe(new Date(2026, 4, 13, 9, 5).getTime())
  })

  it('or a moment as ISO 8601 writes it', () => {
    expect(momentOf('2026-05-12T14:30:00Z', '--at', now)).toBe(Date.UTC(2026, 4, 12, 14, 30))
  })

  it.each(['', '24:00', '12:60', 'tomorrow', '2026-05-12', '1e9'])('is not %j', text => {
    expect(() => momentOf(text, '--at', now)).toThrow('--at takes a time')
  })
})
