import { describe } from '@shared/failure'
import { composeApp } from '../../electron/compose'
import type { Call } from '../../electron/ipc/dispatch'
import { createNetworkLedger } from '../../electron/network-ledger'
import { createSshTransport } from '../../electron/transports/ssh/transport'
import { testKeyChain } from '../support/key-chain'
import { openEverywhere } from '../support/world'
import type { Said } from './ledger'

/** What one worker needs: calls, a name of its own, and a way to say what it does. */
interface Worker {
  readonly call: Call
  readonly name: string
  readonly say: (words: Said) => void
}

/** The value. @throws when the call failed: a store that is sound refuses none of these. */
function must<T>(
  result:
    | { readonly ok: true; readonly value: T }
    | { readonly ok: false; readonly failure: Parameters<typeof describe>[0] }
): T {
  if (result.ok) return result.value
  throw new Error(describe(result.failure))
}

/**
 * Works on a workspace without end, as several people at once would, and says each change before it is tried and when
 * it was acknowledged: the test kills it at some moment.
 */
export async function work(home: string, say: (words: Said) => void): Promise<void> {
  const app = await composeApp({
    home,
    workspace: 'main',
    ssh: createSshTransport(),
    slipwayVersion: '0.0.0',
    door: 'command-line',
    network: createNetworkLedger(Date.now),
    keyChain: testKeyChain,
    chooseSavePath: async () => null,
    report: message => say({ kind: 'report', message })
  })
  if (!app.ok) throw new Error(describe(app.failure))
  const { call } = app.value
  const { protection } = must(await call('vault.status', {}))
  if (protection === 'none') must(await call('vault.setUp', { protection: 'keychain' }))
  // Environments come without end, and each would be a phase.
  await openEverywhere({ call })
  const run = String(Date.now())
  const workers = [editor, editor, accountant, releaser].map((worker, i) => worker({ call, name: `${run}-${i}`, say }))
  await Promise.all(workers)
}

/** Makes environments, renames them, and deletes every third. */
async function editor({ call, name, say }: Worker): Promise<never> {
  for (let i = 0; ; i++) {
    const { id } = must(await call('environment.create', { name: `E ${name} ${i}` }))
    say({ kind: 'done', collection: 'environments', id, name: `E ${name} ${i}` })
    const value = { name: `F ${name} ${i}`, description: 'x'.repeat(i % 2000) }
    say({ kind: 'trying', collection: 'environments', id, name: value.name })
    must(await call('environment.update', { id, value }))
    say({ kind: 'done', collection: 'environments', id, name: value.name })
    if (i % 3 !== 0) continue
    say({ kind: 'trying', collection: 'environments', id, name: null })
    must(await call('environment.delete', { id }))
    say({ kind: 'done', collection: 'environments', id, name: null })
  }
}

/** Makes accounts with secrets and replaces them. */
async function accountant({ call, name, say }: Worker): Promise<never> {
  for (let i = 0; ; i++) {
    const input = (text: string) =>
      ({ kind: 'password', name: `${text} ${name} ${i}`, username: 'ops', password: `secret ${i}` }) as const
    const { id } = must(await call('account.create', input('A')))
    say({ kind: 'done', collection: 'accounts', id, name: input('A').name })
    say({ kind: 'trying', collection: 'accounts', id, name: input('B').name })
    must(await call('account.update', { id, value: input('B') }))
    say({ kind: 'done', collection: 'accounts', id, name: input('B').name })
  }
}

/** Makes projects, releases with their snapshots, and deployments with their logs. */
async function releaser({ call, name, say }: Worker): Promise<never> {
  const environment = must(await call('environment.create', { name: `R ${name}` }))
  for (let i = 0; ; i++) {
    const project = must(await call('project.create', { name: `P ${name} ${i}` }))
    say({ kind: 'done', collection: 'projects', id: project.id, name: project.name })
    const step = {
      name: 'Tell',
      location: 'here',
      roles: [],
      actions: [{ type: 'script', syntax: 'bash', body: `for i in 1 2 3 4 5; do echo line $i of ${i}; done` }]
    } as const
    must(
      await call('process.save', {
        projectId: project.id,
        version: 0,
        steps: [{ ...step, roles: [], actions: [step.actions[0]] }]
      })
    )
    const secret = { type: 'sensitive', name: 'Password', value: `secret of ${i}` } as const
    must(await call('variables.save', { projectId: project.id, version: 0, variables: [secret] }))
    const release = must(await call('release.create', { projectId: project.id, version: `1.${i}` }))
    say({ kind: 'done', collection: 'releases', id: release.id, name: release.version })
    const started = must(await call('deployment.start', { releaseId: release.id, environmentId: environment.id }))
    say({ kind: 'done', collection: 'deployments', id: started.id, name: started.projectName })
  }
}
