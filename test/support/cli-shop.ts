import type { DeploymentSummary } from '@shared/deployment'
import { makeCli, type TestCli } from './cli'

const here = { location: 'here', roles: [] }

/** A step that runs a script on this machine. */
export const script = (name: string, body: string) => ({
  ...here,
  name,
  actions: [{ type: 'script', syntax: 'bash', body }]
})

/** A step that asks a person. */
export const signOff = { ...here, name: 'Sign off', actions: [{ type: 'manual', instructions: 'Look at **it**.' }] }

/** A command line over the release 0.0.1 of Shop, with these steps. */
export async function makeShop(steps: readonly object[]): Promise<TestCli> {
  const cli = await makeCli()
  await cli.json(['environment', 'create', 'Test'])
  await cli.json(['project', 'create', 'Shop'])
  const files = { steps: JSON.stringify(steps) }
  await cli.json(['process', 'set', '--project', 'Shop', '--file', 'steps'], { files })
  await cli.json(['release', 'create', '--project', 'Shop'])
  return cli
}

/** The words that deploy it. */
export const deployShop: readonly string[] = ['deploy', '--project', 'Shop', '--release', '0.0.1', '--to', 'Test']

/** The deployment that was queued last. */
export const newest = async (cli: TestCli): Promise<DeploymentSummary> =>
  (await cli.json<readonly DeploymentSummary[]>(['deployment', 'list']))[0]!
