import type { ConnectionStageReport } from '@shared/connection-report'
import type { Failure } from '@shared/failure'
import type { EnvironmentId, ReleaseId } from '@shared/ids'
import type { StepInput } from '@shared/model/process'
import { worstOf } from '@shared/preflight'
import { expect, it } from 'vitest'
import type { SshTransport } from '../../electron/engine/ports'
import { localConnection } from '../support/local-connection'
import { sendsNothing } from '../support/no-packages'
import { tempFolder } from '../support/store'
import { must, noSsh, openTestWorkspace, type TestWorkspace } from '../support/workspace'

const refused: Failure = { kind: 'connection-refused', message: 'web-2 refused.', remedy: 'Start sshd.' }

/** An SSH transport that leads to this machine; `web-2` refuses. */
async function sshHere() {
  const home = await tempFolder()
  let [open, most, commands] = [0, 0, 0]
  const ssh: SshTransport = {
    ...noSsh,
    probe: async ({ who: host }) => {
      most = Math.max(most, ++open)
      const stage = (outcome: ConnectionStageReport['outcome'], failure?: Failure): ConnectionStageReport => ({
        host,
        stage: 'tcp',
        outcome,
        ms: 1,
        detail: '',
        ...(failure ? { failure } : {})
      })
      if (host.name === 'web-2') {
        open--
        return { stages: [stage('failed', refused)], hostKeys: [], connection: null }
      }
      const connection = localConnection({ home, shell: '/bin/sh', env: { PATH: process.env.PATH ?? '' } })
      return {
        stages: [stage('ok')],
        hostKeys: [],
        connection: {
          ...connection,
          exec: (command, output) => {
            commands++
            return connection.exec(command, output)
          },
          close: () => {
            open--
            connection.close()
          }
        }
      }
    }
  }
  return { ssh, open: () => open, most: () => most, commands: () => commands }
}

const script = (name: string, syntax: 'bash' | 'python' | 'powershell', more: Partial<StepInput> = {}): StepInput => ({
  name,
  location: 'targets',
  roles: ['web'],
  actions: [{ type: 'script', syntax, body: 'exit 1' }],
  ...more
})

async function planned(workspace: TestWorkspace, targets: number, steps: StepInput[]) {
  const { call } = workspace
  const environment = must(await call('environment.create', { name: 'Test' }))
  const account = must(await call('account.create', { kind: 'agent', name: 'Agent', username: 'deploy' }))
  for (let n = 1; n <= targets; n++) {
    const { id } = must(
      await call('target.create', {
        kind: 'ssh',
        name: `web-${n}`,
        roles: ['web'],
        environmentIds: [environment.id],
        host: `web-${n}.example`,
        accountId: account.id
      })
    )
    const hostKey = { algorithm: 'ssh-ed25519', fingerprint: `SHA256:${'A'.repeat(43)}` }
    must(await call('target.trust', { id, hostKey }))
  }
  const project = must(await call('project.create', { name: 'Shop' }))
  must(await call('process.save', { projectId: project.id, version: 0, steps }))
  const release = must(await call('release.create', { projectId: project.id, version: '1.0.0' }))
  return { releaseId: release.id as ReleaseId, environmentId: environment.id as EnvironmentId }
}

const look = async (workspace: TestWorkspace, request: { releaseId: ReleaseId; environmentId: EnvironmentId }) =>
  must(await workspace.call('plan.preflight', request)).targets.map(target => ({
    name: target.name,
    worst: worstOf(target),
    checks: target.checks.map(({ what, verdict }) => `${what} ${verdict}`),
    says: target.checks.flatMap(({ failure }) => failure?.message ?? [])
  }))

it('looks at each machine for what its steps need, and runs nothing of them', async () => {
  const { ssh, open, commands } = await sshHere()
  const workspace = await openTestWorkspace({ ports: { ssh } })
  const request = await planned(workspace, 2, [script('Install', 'bash'), script('Migrate', 'python')])
  expect(await look(workspace, request)).toEqual([
    {
      name: 'web-1',
      worst: 'ok',
      checks: ['reach ok', 'shell ok', 'interpreters ok', 'disk ok', 'clock ok', 'tools ok'],
      says: []
    },
    { name: 'web-2', worst: 'error', checks: ['reach error'], says: ['web-2 refused.'] }
  ])
  expect([open(), commands()]).toEqual([0, 1])
})

it('names the step that lacks its interpreter', async () => {
  const answer = ['clock 0', 'shell GNU bash', 'disk x 9 9 9999999 1% /', 'missing pwsh git']
  const ssh: SshTransport = {
    ...noSsh,
    probe: async () => ({
      stages: [],
      hostKeys: [],
      connection: {
        gone: new Promise(() => undefined),
        answers: async () => true,
        exec: (_command, output) => {
          void output('stdout', Buffer.from(answer.map(line => `slipway-doctor ${line}\n`).join('')))
          return { ended: Promise.resolve({ kind: 'exited', code: 0 }), abandon: () => undefined }
        },
        download: async () => ({ ok: true, value: { bytes: 0 } }),
        send: sendsNothing,
        close: () => undefined
      }
    })
  }
  const workspace = await openTestWorkspace({ ports: { ssh } })
  const request = await planned(workspace, 1, [script('Install', 'bash'), script('Report', 'powershell')])
  const [web] = await look(workspace, request)
  expect([web?.checks, web?.says.filter(text => !text.startsWith('The clock'))]).toEqual([
    ['reach ok', 'shell ok', 'interpreters error', 'disk ok', 'clock warning', 'tools warning'],
    ['web-1 has no pwsh, which “Report” needs.', 'web-1 lacks git.']
  ])
})

it('looks at ten machines at a time, and at those that were left out not at all', async () => {
  const { ssh, most } = await sshHere()
  const workspace = await openTestWorkspace({ ports: { ssh } })
  const request = await planned(workspace, 24, [script('Install', 'bash')])
  const targets = must(await workspace.call('target.list', {}))
  const left = targets.filter(({ name }) => name === 'web-2' || name === 'web-24').map(({ id }) => id)
  const { targets: seen } = must(await workspace.call('plan.preflight', { ...request, choices: { without: left } }))
  expect([seen.length, most() <= 10, seen.map(({ name }) => name).slice(0, 3)]).toEqual([
    22,
    true,
    ['web-1', 'web-3', 'web-4']
  ])
})

it('looks at this machine where scripts run on it, and not for what is no script', async () => {
  const workspace = await openTestWorkspace({
    ports: {
      here: async () => ({ ok: true, value: localConnection({ home: await tempFolder(), shell: '/bin/sh' }) })
    }
  })
  const here: Pick<StepInput, 'location' | 'roles'> = { location: 'here', roles: [] }
  const approval: StepInput = { name: 'Approve', ...here, actions: [{ type: 'manual', instructions: 'Look.' }] }
  const request = await planned(workspace, 0, [script('Build', 'bash', here), approval])
  const [first, ...others] = await look(workspace, request)
  expect([first?.name, first?.checks.slice(0, 3), others]).toEqual([
    'this machine',
    ['reach ok', 'shell ok', 'interpreters ok'],
    []
  ])
})

it('says of a host key that nobody accepted what a connection test says', async () => {
  const failure: Failure = { kind: 'host-key-unknown', message: 'Nobody has accepted it.', remedy: 'Compare it.' }
  const ssh: SshTransport = {
    ...noSsh,
    probe: async ({ who: host }) => ({
      stages: [{ host, stage: 'host-key', outcome: 'failed', ms: 1, detail: '', failure }],
      hostKeys: [],
      connection: null
    })
  }
  const workspace = await openTestWorkspace({ ports: { ssh } })
  const request = await planned(workspace, 1, [script('Install', 'bash')])
  const report = must(await workspace.call('plan.preflight', request))
  expect(report.targets[0]?.checks).toEqual([{ what: 'reach', verdict: 'error', words: failure.message, failure }])
})
