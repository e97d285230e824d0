import type { DeploymentFact } from '@shared/deployment'
import { phraseOf, titledOf } from '@shared/deployment-title'
import { type Failure, notFound } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import type { TargetId } from '@shared/ids'
import { fail, ok, type Result } from '@shared/result'
import type { ArtifactsPort, Ask, Connect, EnginePorts, SecretsPort, SshEndpoint } from '../engine/ports'
import type { Store } from '../store/store'
import type { Live } from './deployment-live'
import type { Ways } from './deployment-ways'
import type { SharedHostLocks } from './host-locks'
import type { ServicePorts } from './ports'

/** What all deployments of a workspace share. */
export interface EngineWorld extends Pick<ServicePorts, 'ssh' | 'here' | 'now' | 'random' | 'sleep'> {
  readonly store: Store
  readonly ask: Ask
  readonly hosts: SharedHostLocks
  readonly mail: EnginePorts['mail']
  readonly http: EnginePorts['http']
  readonly health: EnginePorts['health']
  readonly bundles: EnginePorts['bundles']
  readonly packages: EnginePorts['packages']
  /** Deploys releases as steps of one of them. */
  readonly releasesFor: (parent: Live['id']) => EnginePorts['releases']
}

/** What the engine asks for, for one deployment that goes these ways. */
export const enginePorts = (
  { store, hosts, releasesFor, mail, http, health, packages, bundles, ...ports }: EngineWorld,
  live: Pick<Live, 'id' | 'state' | 'listen'>,
  { endpoints }: Pick<Ways, 'endpoints'>,
  emit: (fact: DeploymentFact) => Promise<void>
): EnginePorts => ({
  connect: connectTo(ports, endpoints),
  emit,
  state: () => live.state,
  onChange: listener => live.listen(listener),
  secrets: secretsOf(store),
  artifacts: artifactsOf(store),
  hosts: hosts.for(`the ${phraseOf(titledOf(live.state.plan))}`),
  mail,
  http,
  health,
  releases: releasesFor(live.id),
  packages,
  bundles,
  now: ports.now,
  token: () => Buffer.from(ports.random(16)).toString('hex'),
  sleep: ports.sleep
})

const connectTo =
  (
    { ssh, here, ask }: Pick<ServicePorts, 'ssh' | 'here'> & { readonly ask: Ask },
    endpoints: ReadonlyMap<TargetId, SshEndpoint>
  ): Connect =>
  async (place, signal) => {
    if (place === 'here' || place.kind === 'local') return here(signal)
    const endpoint = endpoints.get(place.id)
    return endpoint ? ssh.connect(endpoint, signal, ask) : fail(notFound('target', place.id))
  }

const secretsOf = ({ vault }: Store): SecretsPort => ({
  open: id => vault.open(id),
  put: secret => attempt(() => vault.put(secret))
})

const artifactsOf = ({ artifacts }: Store): ArtifactsPort => ({
  create: deployment =>
    attempt(async () => {
      const file = await artifacts.create(deployment)
      return {
        id: file.id,
        write: chunk => file.write(chunk),
        commit: () => attempt(() => file.commit().then(() => null)),
        abort: () => file.abort()
      }
    })
})

/** A disk failure as a value. Anything else is a defect and stays a throw. */
async function attempt<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await work())
  } catch (error) {
    if (error instanceof FailureError) return fail<T>(error.failure satisfies Failure)
    throw error
  }
}
