import { describe } from '@shared/failure'
import type { DeploymentId } from '@shared/ids'
import { composeApp } from '../../electron/compose'
import { createNetworkLedger } from '../../electron/network-ledger'
import { createSshTransport } from '../../electron/transports/ssh/transport'
import { testKeyChain } from '../support/key-chain'
import { type Backend, must, startDeployment } from '../support/world'

/** What the work says: where it stands, and what it decided about runs of which nobody knows. */
export type Told =
  | { readonly kind: 'under-way'; readonly id: DeploymentId }
  | {
      readonly kind: 'decided'
      readonly id: DeploymentId
      readonly run: string
      readonly finding: string
      readonly choice: string
    }
  | { readonly kind: 'over'; readonly id: DeploymentId; readonly outcome: string | null; readonly summary: string }

/**
 * Opens the workspace as a window would; continues the deployment that was interrupted, or starts another one, and waits
 * for its end. About an unknown run it does what is suggested; where nothing is, a person would look, and call it done.
 */
export async function work(home: string, tell: (told: Told) => void): Promise<void> {
  const app = await composeApp({
    home,
    workspace: 'main',
    ssh: createSshTransport(),
    slipwayVersion: '0.0.0',
    door: 'window',
    network: createNetworkLedger(Date.now),
    keyChain: testKeyChain,
    chooseSavePath: async () => null,
    report: message => console.error(message)
  })
  if (!app.ok) throw new Error(describe(app.failure))
  const { call, broadcaster, close } = app.value
  const backend: Backend = { call, subscribe: listener => broadcaster.subscribe(events => events.forEach(listener)) }
  const [newest] = await must(backend, 'deployment.list', { limit: 1 })
  const id =
    newest === undefined || newest.state === 'finished' ? await begin(backend) : await takeUp(backend, newest.id, tell)
  tell({ kind: 'under-way', id })
  const { over } = await watch(backend, id)
  const end = await over
  if (end.state !== 'finished') throw new Error(`The deployment is ${end.state}`)
  tell({ kind: 'over', id, outcome: end.outcome, summary: end.summary })
  await close()
}

async function begin(backend: Backend): Promise<DeploymentId> {
  const [environment] = await must(backend, 'environment.list', {})
  const [project] = await must(backend, 'project.list', {})
  const [release] = project ? await must(backend, 'release.list', { projectId: project.id }) : []
  if (!environment || !release) throw new Error('There is nothing to deploy')
  const started = await startDeployment(backend, { releaseId: release.id, environmentId: environment.id })
  return started.id
}

async function takeUp(backend: Backend, id: DeploymentId, tell: (told: Told) => void): Promise<DeploymentId> {
  const state = await must(backend, 'deployment.get', { id })
  // It was queued when the app ended, so it begins by itself.
  if (state.state !== 'interrupted') return id
  const { runs } = await must(backend, 'deployment.recovery', { id })
  const decisions = runs.map(({ run, finding, suggestion }) => {
    const choice = suggestion ?? 'done'
    tell({ kind: 'decided', id, run, finding, choice: suggestion ?? 'asked' })
    return { run, choice, reason: `Found: ${finding}` }
  })
  await must(backend, 'deployment.resume', { id, decisions })
  return id
}

async function watch(backend: Backend, id: DeploymentId) {
  const look = async () => {
    const state = await must(backend, 'deployment.get', { id })
    return state.state === 'finished' || state.state === 'interrupted' ? state : null
  }
  const over = new Promise<NonNullable<Awaited<ReturnType<typeof look>>>>((resolve, reject) => {
    const check = (): void => {
      look().then(state => {
        if (state === null) return
        stop()
        resolve(state)
      }, reject)
    }
    const stop = backend.subscribe(check)
    check()
  })
  return { over }
}
