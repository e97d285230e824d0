import { apiKeyPattern } from '@shared/model/api-key'
import { describe, expect, it } from 'vitest'
import { type CliRunOptions, makeCli, type TestCli } from '../support/cli'
import { freePort } from '../support/ports'

/** Runs the agent until `what` is done, which begins once it listens. */
async function whileListening({ run }: TestCli, words: readonly string[], what: (address: string) => Promise<void>) {
  let begun: Promise<void> | null = null
  const onOutput: CliRunOptions['onOutput'] = (out, press) => {
    const address = /HTTP API at (http:\S+)\./.exec(out)?.[1]
    if (address !== undefined) begun ??= what(address).finally(press)
  }
  const agent = await run(['agent', ...words], { onOutput })
  await begun
  return agent
}

describe('api-key', () => {
  it('prints a new key alone, lists keys without it, and deletes them by name', async () => {
    const { run } = await makeCli()
    expect(await run(['api-key', 'list'])).toMatchObject({ code: 0, out: expect.stringContaining('no API key yet') })
    const made = await run(['api-key', 'create', 'ci'])
    expect(made).toMatchObject({
      code: 0,
      err: 'Created the API key “ci”. Keep it now: Slipway cannot show it again.\n'
    })
    expect(made.out.trim()).toMatch(apiKeyPattern)
    await run(['api-key', 'create', 'yearly', '--expires', '2199-01-31T12:00'])
    const { out } = await run(['api-key', 'list'])
    expect(out).toMatch(
      /^NAME +CREATED +LAST USED +EXPIRES +ID\nci +\d{4}-\d\d-\d\d +never +never +apikey-.*\nyearly .* 2199-01-31 /
    )
    expect(out).not.toContain('API-')
    expect(await run(['api-key', 'create', 'CI'])).toMatchObject({ code: 1, out: '' })
    expect((await run(['api-key', 'delete', 'ci'])).out).toBe('Deleted the API key “ci”.\n')
    expect((await run(['api-key', 'delete', 'ci'])).err).toContain('There is no API key “ci”.')
    expect(await run(['api-key', 'create', 'late', '--expires', 'tomorrow'])).toMatchObject({ code: 2 })
  })
})

describe('api', () => {
  it('says whether the window listens, and turns that on and off', async () => {
    const { run, json } = await makeCli()
    expect((await run(['api', 'status'])).out).toBe('The HTTP API is off.\n')
    expect(await run(['api', 'on', '--port', '8070'])).toMatchObject({
      code: 0,
      out: 'The HTTP API is on: it listens at http://127.0.0.1:8070 while the window is open.\n',
      err: expect.stringContaining('There is no API key yet')
    })
    expect(await json(['api', 'status'])).toMatchObject({
      settings: { isOn: true, host: '127.0.0.1', port: 8070 },
      state: 'off'
    })
    await run(['api-key', 'create', 'ci'])
    expect((await run(['api', 'on'])).err).toBe('')
    expect((await run(['api', 'off'])).out).toBe('The HTTP API is off.\n')
    expect(await run(['api', 'on', '--port', '70000'])).toMatchObject({ code: 2 })
  })

  it('lets other machines in only with a flag that says so', async () => {
    const { run } = await makeCli()
    const everywhere = ['api', 'on', '--host', '0.0.0.0']
    expect(await run(everywhere)).toMatchObject({ code: 2, err: expect.stringContaining('--even-on-network') })
    expect((await run([...everywhere, '--even-on-network'])).out).toContain('http://0.0.0.0:8065')
    expect(await run(['agent', '--listen', '0.0.0.0:8065'])).toMatchObject({ code: 2 })
    expect(await run(['agent', '--listen'])).toMatchObject({ code: 1, err: expect.stringContaining('plain HTTP') })
    expect((await run(['api', 'off'])).out).toBe('The HTTP API is off.\n')
  })
})

describe('the agent that listens', () => {
  it('lets in who has a key, and nobody else', async () => {
    const cli = await makeCli()
    const key = (await cli.run(['api-key', 'create', 'ci'])).out.trim()
    const statuses: number[] = []
    const agent = await whileListening(cli, ['--listen', `127.0.0.1:${await freePort()}`], async address => {
      for (const given of [key, `API-${'A'.repeat(32)}`])
        statuses.push((await fetch(`${address}/api/spaces`, { headers: { 'X-Octopus-ApiKey': given } })).status)
    })
    expect(statuses).toEqual([200, 401])
    expect(agent.code).toBe(0)
    expect(agent.out).not.toContain(key)
    const { out } = await cli.run(['api-key', 'list'])
    expect(out).not.toMatch(/ci .* never +never/)
  })

  it('says that nobody gets in without a key', async () => {
    const cli = await makeCli()
    const agent = await whileListening(cli, ['--listen', String(await freePort())], async () => undefined)
    expect(agent.out).toContain('There is no API key yet, so nobody gets in.')
  })

  it('fails where the place is taken, and by its usage where it is none', async () => {
    const cli = await makeCli()
    let second: { readonly code: number; readonly err: string } | null = null
    const port = String(await freePort())
    await whileListening(cli, ['--listen', port], async () => {
      second = await (await makeCli()).run(['agent', '--listen', port])
    })
    expect(second).toMatchObject({
      code: 1,
      err: expect.stringContaining(`The port ${port} is used by another program`)
    })
    for (const wrong of ['nowhere', '0', '127.0.0.1:', ':8065', '70000'])
      expect(await cli.run(['agent', '--listen', wrong])).toMatchObject({ code: 2 })
  })
})
