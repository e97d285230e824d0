import { describe, expect, test } from 'vitest'
import { makeCli, type TestCli } from '../support/cli'

const steps = JSON.stringify([
  {
    name: 'Hello',
    location: 'here',
    roles: [],
    actions: [{ type: 'script', syntax: 'bash', body: 'echo "for #{Octopus.Deployment.Tenant.Name}"' }]
  }
])

/** Shop 1.0.0 for tenants only; Acme of Region/North gets it in Test and Live, Bolt of Region/South in Test. */
async function makeShop(): Promise<TestCli> {
  const cli = await makeCli()
  for (const name of ['Test', 'Live']) await cli.json(['environment', 'create', name])
  await cli.json(['project', 'create', 'Shop'])
  await cli.json(['project', 'update', 'Shop', '--tenants', 'required'])
  await cli.json(['process', 'set', '--project', 'Shop', '--file', 'steps.json'], { files: { 'steps.json': steps } })
  await cli.json(['tenant', 'create', 'Acme', '--tag', 'Region/North', '--tag', 'Ring/Early'])
  await cli.json(['tenant', 'create', 'Bolt', '--tag', 'Region/South'])
  await cli.json(['tenant', 'link', 'Acme', '--project', 'Shop', '--environment', 'Test', '--environment', 'Live'])
  await cli.json(['tenant', 'link', 'Bolt', '--project', 'Shop', '--environment', 'Test'])
  await cli.json(['release', 'create', '--project', 'Shop', '--version', '1.0.0'])
  return cli
}

const deploy = ['deploy', '--project', 'Shop', '--release', '1.0.0', '--to']

describe('tenants at the command line', () => {
  test('are made, changed, linked and deleted', async () => {
    const cli = await makeShop()
    const list = (await cli.run(['tenant', 'list'])).out.split('\n')
    expect(list[1]).toMatch(/^Acme +Region\/North, Ring\/Early +1 project +tenant-/)
    expect(await cli.run(['tenant', 'link', 'Bolt', '--project', 'Shop', '--environment', 'Live'])).toMatchObject({
      code: 0,
      out: '“Bolt” gets “Shop” in 2 environments.\n'
    })
    expect((await cli.run(['tenant', 'unlink', 'Bolt', '--project', 'Shop', '--environment', 'Live'])).out).toBe(
      '“Bolt” gets “Shop” in 1 environment.\n'
    )
    expect((await cli.run(['tenant', 'unlink', 'Bolt', '--project', 'Shop'])).out).toBe('“Bolt” gets “Shop” no more.\n')
    await cli.json(['tenant', 'update', 'Bolt', '--name', 'Bolt & Co', '--no-tags'])
    const [, bolt] = await cli.json<readonly { name: string; tags: string[] }[]>(['tenant', 'list'])
    expect(bolt).toMatchObject({ name: 'Bolt & Co', tags: [], projects: [] })
    expect((await cli.run(['tenant', 'update', 'Bolt & Co'])).code).toBe(2)
    expect((await cli.run(['tenant', 'delete', 'Bolt & Co', '--yes'])).out).toBe('Deleted the tenant “Bolt & Co”.\n')
  })

  test('are deployed for by name and by tag, and one that is missing is said', async () => {
    const cli = await makeShop()
    expect(await cli.run([...deploy, 'Test'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('Shop is deployed for tenants only.')
    })
    const both = await cli.run([...deploy, 'Test', '--tenant', 'Bolt', '--tenant-tag', 'Ring/Early'])
    expect(both.code).toBe(0)
    expect(both.out.split('\n').filter(line => /^---|^\[here\] for/.test(line))).toEqual([
      '--- Test for Bolt',
      '[here] for Bolt',
      '--- Test for Acme',
      '[here] for Acme'
    ])
    expect(await cli.run([...deploy, 'Live', '--tenant-tag', 'Region/South'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('No tenant with Region/South gets “Shop” in Live.')
    })
    const planned = await cli.run([...deploy, 'Live', '--tenant', 'Bolt', '--plan'])
    expect([planned.code, planned.out]).toEqual([1, expect.stringContaining('Bolt does not get Shop in Live.')])
  })

  test('narrow lists, and are told of wherever their deployments are', async () => {
    const cli = await makeShop()
    await cli.run([...deploy, 'Test', '--tenant', 'Acme', '--tenant', 'Bolt'])
    const only = (await cli.run(['deployment', 'list', '--tenant', 'Acme'])).out.trim().split('\n')
    expect(only).toHaveLength(2)
    expect(only[1]).toContain('Test for Acme')
    expect((await cli.run(['tasks', '--all', '--tenant', 'Bolt'])).out).toContain('Test for Bolt')
    expect((await cli.run(['dashboard'])).out.trim().split('\n')).toEqual([
      'Shop in Test, for 2 tenants: 1.0.0 succeeded for 2',
      'Shop in Live, for 1 tenant: nothing for 1'
    ])
    const show = (await cli.run(['tenant', 'show', 'Acme'])).out.trim().split('\n')
    expect(show.slice(2)).toEqual([
      'PROJECT  ENVIRONMENT  LINKED  IS THERE  NEWEST',
      'Shop     Test         yes     1.0.0     1.0.0 succeeded',
      'Shop     Live         yes     -         -'
    ])
    const tenants = (await cli.run(['release', 'tenants', '1.0.0', '--project', 'Shop'])).out.trim().split('\n')
    expect(tenants).toEqual([
      'TENANT  ENVIRONMENT  IS THERE  NEWEST     MAY GO THERE',
      'Acme    Test         1.0.0     succeeded  yes',
      'Acme    Live         -         -          yes, it comes next',
      'Bolt    Test         1.0.0     succeeded  yes'
    ])
    const next = async (...words: string[]) =>
      (await cli.run(['release', 'progression', '1.0.0', '--project', 'Shop', ...words])).out.trim().split('\n').at(-1)
    expect([await next('--tenant', 'Acme'), await next()]).toEqual(['Next: Live.', 'Next: Test.'])
  })
})

test('targets and channels say at the command line which tenants they are for', async () => {
  const cli = await makeShop()
  const target = ['target', 'create', 'bench', '--local', '--environment', 'Test', '--role', 'server']
  expect((await cli.run([...target, '--tenant', 'Acme'])).code).toBe(2)
  expect((await cli.run([...target, '--tenants', 'only'])).code).toBe(2)
  await cli.json([...target, '--tenants', 'both', '--tenant', 'Acme', '--tenant-tag', 'Region/South'])
  expect((await cli.run(['target', 'list'])).out).toContain('also Acme; Region/South')
  await cli.json(['target', 'tenants', 'bench', '--tenants', 'only', '--tenant-tag', 'Region/North'])
  expect((await cli.run(['target', 'list'])).out).toContain('only Region/North')
  await cli.json(['target', 'tenants', 'bench', '--tenants', 'none'])
  const [bench] = await cli.json<readonly object[]>(['target', 'list'])
  expect(bench).not.toHaveProperty('tenancy')

  const of = ['--project', 'Shop']
  await cli.json(['channel', 'create', 'North', ...of, '--tenant-tag', 'Region/North'])
  await cli.json(['channel', 'update', 'North', ...of, '--description', 'For the north'])
  const channels = async () => cli.json<readonly { name: string; tenantTags?: string[] }[]>(['channel', 'list', ...of])
  expect((await channels())[1]).toMatchObject({ description: 'For the north', tenantTags: ['Region/North'] })
  await cli.json(['channel', 'update', 'North', ...of, '--no-tenant-tags'])
  expect((await channels())[1]).not.toHaveProperty('tenantTags')

  await cli.json(['project', 'update', 'Shop', '--discrete-channels', 'on'])
  const [shop] = await cli.json<readonly { releases?: object }[]>(['project', 'list'])
  expect(shop?.releases).toEqual({ hasDiscreteChannels: true, tenancy: 'required' })
  await cli.json(['project', 'update', 'Shop', '--tenants', 'none'])
  const [after] = await cli.json<readonly { releases?: object }[]>(['project', 'list'])
  expect(after?.releases).toEqual({ hasDiscreteChannels: true })
})
