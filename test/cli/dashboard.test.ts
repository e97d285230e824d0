import { describe, expect, it } from 'vitest'
import { makeCli, type TestCli } from '../support/cli'

/** Shop 1.0.0, which succeeds here in Test, and Shop 1.1.0, which fails there. */
async function makeShop(): Promise<TestCli> {
  const cli = await makeCli()
  await cli.json(['environment', 'create', 'Test'])
  await cli.json(['environment', 'create', 'Production', '--production'])
  await cli.json(['project', 'create', 'Shop'])
  const script = (body: string) =>
    cli.json(['process', 'add-script', '--project', 'Shop', '--name', 'Start', '--location', 'here', '--body', body])
  await script('true')
  await cli.json(['release', 'create', '--project', 'Shop', '--version', '1.0.0'])
  expect((await cli.run(['deploy', '--project', 'Shop', '--release', '1.0.0', '--to', 'Test'])).code).toBe(0)
  await cli.json([
    'process',
    'add-script',
    '--project',
    'Shop',
    '--name',
    'Break',
    '--location',
    'here',
    '--body',
    'exit 3'
  ])
  await cli.json(['release', 'create', '--project', 'Shop', '--version', '1.1.0'])
  expect((await cli.run(['deploy', '--project', 'Shop', '--release', '1.1.0', '--to', 'Test'])).code).toBe(1)
  return cli
}

describe('slipway dashboard', () => {
  it('says how the newest attempt went and what is there', async () => {
    const cli = await makeShop()
    const { code, out } = await cli.run(['dashboard'])
    expect(code).toBe(0)
    expect(out.trimEnd().split('\n')).toHaveLength(2)
    expect(out).toMatch(/^Shop +Default Project Group +Test +1\.1\.0 +failed +1\.0\.0 +\d{4}-/m)
    expect((await cli.run(['dashboard', '--environment', 'Production'])).out).toBe('Nothing was deployed yet.\n')
  })
})

describe('slipway statistics', () => {
  it('tells in sentences and by days', async () => {
    const cli = await makeShop()
    const { out } = await cli.run(['statistics', '--project', 'Shop', '--days', '7'])
    expect(out).toContain('In the last 7 days 2 deployments ended: 1 succeeded, 1 failed.\n50 % succeeded.\n')
    expect(out).toMatch(/^FROM +SUCCEEDED +FAILED +OTHER +SUCCESS +MEDIAN +P90$/m)
    const none = await cli.run(['statistics', '--environment', 'Production'])
    expect(none.out).toBe('No deployment ended in the last 28 days.\n')
    await cli.json(['tenant', 'create', 'Acme'])
    expect((await cli.run(['statistics', '--tenant', 'Acme'])).out).toBe(none.out)
  })

  it('refuses a number of days that it cannot count', async () => {
    const cli = await makeCli()
    expect(await cli.run(['statistics', '--days', '3'])).toMatchObject({
      code: 2,
      err: '--days takes a whole number from 7 to 366.\n'
    })
  })
})

describe('slipway environment order', () => {
  it('puts those that are named first, in that order', async () => {
    const cli = await makeCli()
    for (const name of ['Test', 'Staging', 'Production']) await cli.json(['environment', 'create', name])
    const after = await cli.json<readonly { readonly name: string }[]>(['environment', 'order', 'Staging', 'Test'])
    expect(after.map(({ name }) => name)).toEqual(['Staging', 'Test', 'Production'])
  })
})
