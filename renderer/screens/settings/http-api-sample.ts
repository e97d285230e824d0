import { type HttpApiPlace, httpApiAddress } from '@shared/model/http-api'

/** Where a program finds the API: where it listens everywhere, by the name of this machine, which it has to be told. */
export const sampleAddress = (place: HttpApiPlace): string =>
  place.host === '0.0.0.0' || place.host === '::'
    ? httpApiAddress({ host: 'ADDRESS-OF-THIS-MACHINE', port: place.port })
    : httpApiAddress(place)

/** What a CI runs to make a release and deploy it. Its key is in the environment, so that no script holds it. */
export const samples = {
  curl: {
    label: 'curl',
    text: (address: string): string => `api=${address}/api/Spaces-1
post() { curl --fail-with-body --silent --show-error \\
  --header "X-Octopus-ApiKey: $SLIPWAY_KEY" --json "$2" "$api/$1"; }

post releases/create/v1 '{"ProjectName": "Shop", "ReleaseVersion": "1.4.0"}'
post deployments/create/untenanted/v1 '{"ProjectName": "Shop",
  "ReleaseVersion": "1.4.0", "EnvironmentNames": ["Test"]}'`
  },
  npm: {
    label: 'npm client',
    text: (address: string): string => `import { Client, DeploymentRepository, ReleaseRepository, ServerTaskWaiter }
  from '@octopusdeploy/api-client'

const client = await Client.create({
  userAgentApp: 'ci',
  instanceURL: '${address}',
  apiKey: process.env.SLIPWAY_KEY
})
const release = { spaceName: 'Default', ProjectName: 'Shop', ReleaseVersion: '1.4.0' }
await new ReleaseRepository(client, 'Default').create(release)
const { DeploymentServerTasks: tasks } = await new DeploymentRepository(client, 'Default')
  .create({ ...release, EnvironmentNames: ['Test'] })
await new ServerTaskWaiter(client, 'Default')
  .waitForServerTasksToComplete(tasks.map(task => task.ServerTaskId), 1_000, 600_000)`
  }
} as const

export type SampleName = keyof typeof samples
