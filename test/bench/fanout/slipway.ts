import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DeploymentFact } from '@shared/deployment'
import * as ids from '@shared/ids'
import { pageLimit } from '@shared/log'
import type { ReleaseSnapshot } from '@shared/model/release'
import type { SshTarget } from '@shared/model/target'
import type { Plan } from '@shared/plan/plan'
import { planDeployment } from '@shared/plan/plan-deployment'
import { Secret } from '@shared/secret'
import { askNobody, type SshEndpoint, type SshTransport } from '../../../electron/engine/ports'
import { runDeployment } from '../../../electron/engine/run'
import { createBroadcaster } from '../../../electron/ipc/broadcast'
import { Live } from '../../../electron/services/deployment-live'
import { waitingSince } from '../../../electron/services/deployment-turns'
import { type EngineWorld, enginePorts } from '../../../electron/services/engine-ports'
import { createHostLocks } from '../../../electron/services/host-locks'
import { sleep } from '../../../electron/sleep'
import { openStore } from '../../../electron/store/open-store'
import type { DeploymentLog, Store } from '../../../electron/store/store'
import { connectHere } from '../../../electron/transports/local/connect-here'
import { testActor } from '../../support/actor'
import { firstSurroundings, noReferences, planVariables } from '../../support/plans'
import { type Measured, measure } from '../support/measure'
import { workerTransport } from '../support/transport'
import { type Assignment, requireAllOutputs, steps } from './work'

const suffix = (index: number): string => String(index).padStart(10, '0')
const environment = { id: ids.environmentId.parse(`environment-${suffix(1)}`), name: 'Bench', isProduction: false }
const project = { id: ids.projectId.parse(`project-${suffix(1)}`), name: 'Fan-out' }
const accountOf = (index: number): ids.AccountId => ids.accountId.parse(`account-${suffix(index)}`)

const deploymentId = ids.deploymentId.parse(`deployment-${suffix(1)}`)

const snapshot: ReleaseSnapshot = {
  format: 1,
  project,
  variables: [],
  steps: steps.map(({ name, body }, index) => ({
    id: ids.stepId.parse(`step-${suffix(index)}`),
    name,
    location: 'targets',
    roles: ['server'],
    isDisabled: false,
    actions: [{ type: 'script', id: ids.actionId.parse(`action-${suffix(index)}`), syntax: 'bash', body }]
  }))
}

const targetsOf = ({ targets }: Assignment): readonly SshTarget[] =>
  targets.map(({ host, port, hostKey }, index) => ({
    kind: 'ssh',
    id: ids.targetId.parse(`target-${suffix(index)}`),
    name: host,
    roles: ['server'],
    environmentIds: [environment.id],
    isDisabled: false,
    host,
    port,
    accountId: accountOf(index),
    viaId: null,
    policyId: null,
    platform: 'posix',
    hostKey
  }))

function planOf(assignment: Assignment): Plan {
  const { plan, problems } = planDeployment({
    release: {
      id: ids.releaseId.parse(`release-${suffix(1)}`),
      version: '1.0.0',
      snapshot: ids.sha256.parse('0'.repeat(64))
    },
    snapshot,
    project,
    environment,
    targets: targetsOf(assignment),
    jumpHosts: [],
    usernames: new Map(assignment.targets.map(({ username }, index) => [accountOf(index), username])),
    maxParallel: assignment.parallel,
    variables: planVariables(),
    around: firstSurroundings
  })
  if (!plan) throw new Error(problems.map(problem => problem.failure.message).join(' '))
  return plan
}

function endpointsOf(assignment: Assignment): ReadonlyMap<ids.TargetId, SshEndpoint> {
  const privateKey = new Secret(assignment.privateKey)
  return new Map(
    targetsOf(assignment).map(({ id, name, host, port, platform, hostKey }, index) => {
      const username = assignment.targets[index]?.username ?? ''
      const login = { kind: 'private-key', privateKey, passphrase: null } as const
      return [id, { who: { kind: 'target', id, name }, hops: [], host, port, platform, hostKey, username, login }]
    })
  )
}

/** Stamps and folds facts, appends them to the log and hands them to the broadcaster, as the app does. */
function recorder(live: Live, log: DeploymentLog) {
  const broadcaster = createBroadcaster()
  // A window that looks on: without a listener nothing would be gathered.
  broadcaster.subscribe(() => undefined)
  const { fold } = live
  return async (fact: DeploymentFact): Promise<void> => {
    const event = { ...fact, seq: fold.seq + 1, at: Date.now() }
    fold.add(event)
    if (fact.kind !== 'output') live.tell(fact)
    await log.append(event)
    broadcaster.publish({
      type: 'deployment.event',
      deploymentId: live.id,
      event: event.kind === 'output' ? { ...event, text: '' } : event,
      tail: count => log.tail(count)
    })
  }
}

const unused = (): never => {
  throw new Error('The fan-out runs scripts and nothing else')
}

async function deploy(assignment: Assignment, store: Store, ssh: SshTransport): Promise<void> {
  const id = deploymentId
  const log = await store.logs.open(id)
  const live = new Live(log, waitingSince(Date.now()))
  const emit = recorder(live, log)
  const plan = planOf(assignment)
  await emit({ kind: 'queued', id, plan, by: 'bench' })
  const world: EngineWorld = {
    ssh,
    here: connectHere,
    now: Date.now,
    random: randomBytes,
    sleep,
    store,
    ask: askNobody,
    hosts: createHostLocks(target => target.id),
    mail: { send: unused },
    http: { request: unused, matches: unused },
    health: { check: unused },
    packages: { open: unused },
    bundles: { write: unused },
    releasesFor: () => ({ deploy: unused })
  }
  const ports = enginePorts(world, live, { endpoints: endpointsOf(assignment) }, emit)
  const { signal } = new AbortController()
  await runDeployment({ id, plan, snapshot, references: noReferences, ports, requestedBy: 'bench', signal })
}

/** What all scripts printed, and what went wrong, read back from the log. */
async function outputOf(store: Store): Promise<string> {
  const log = await store.logs.open(deploymentId)
  const text: string[] = []
  for (let from = 0; ; from += pageLimit) {
    const page = await log.page({ runs: null, levels: null }, from, pageLimit)
    // Slipway's own errors too: they say why a line is missing.
    const told = page.lines.filter(line => line.stream === 'stdout' || line.level === 'error')
    text.push(...told.map(line => line.text))
    if (from + page.lines.length >= page.total) return text.join('\n')
  }
}

const threadStartMs = 500

/** A deployment as the app does it: planned, run by the engine over the SSH thread, recorded in the store. */
export async function runSlipway(assignment: Assignment): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-bench-'))
  const opened = await openStore({
    folder: join(folder, 'data'),
    keyFile: join(folder, 'key'),
    now: Date.now,
    actor: testActor
  })
  if (!opened.ok) throw new Error(opened.failure.message)
  const ssh = workerTransport()
  // The app starts its SSH thread with the window, long before anybody deploys.
  await sleep(threadStartMs)
  try {
    const measured = await measure(() => deploy(assignment, opened.value, ssh))
    requireAllOutputs('slipway', assignment.targets, await outputOf(opened.value))
    return measured
  } finally {
    await ssh.dispose()
    await opened.value.close()
    await rm(folder, { recursive: true, force: true })
  }
}
