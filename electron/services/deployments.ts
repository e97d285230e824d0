import { type Deployment, type DeploymentSummary, isOpen } from '@shared/deployment'
import { phraseOf, titledOf } from '@shared/deployment-title'
import { notFound } from '@shared/failure'
import type { DeploymentId, ProjectId, ReleaseId, RunbookId, TargetId, TenantId } from '@shared/ids'
import { defaultSettings } from '@shared/model/settings'
import type { RecoveryReport } from '@shared/recovery'
import { fail, ok, type Result } from '@shared/result'
import type { Ask } from '../engine/ports'
import type { ServiceContext, Signal } from './context'
import { createAdopter } from './deployment-adopt'
import { createChildren } from './deployment-children'
import { createControl } from './deployment-control'
import { createMayBegin } from './deployment-gate'
import { createListing } from './deployment-listing'
import { type Live, type Lives, summaryOf } from './deployment-live'
import { createDeploymentQuestions } from './deployment-questions'
import { createRecorder } from './deployment-record'
import { createResumer } from './deployment-resume'
import { createRunner, type EnginePortsFor } from './deployment-run'
import { createStarter } from './deployment-start'
import { createTraces } from './deployment-traces'
import { createTurns, type Turns } from './deployment-turns'
import type { ServicePorts } from './ports'
import { decideTurns } from './queue'
import { aheadOf } from './queue-ahead'
import { createReceiptTaking } from './receipt-taking'

export type Deployments = ReturnType<typeof createDeployments>

export type DeploymentPorts = Pick<ServicePorts, 'runDeployment' | 'ssh' | 'here' | 'sleep' | 'takesUpDeployments'> & {
  readonly ask: Ask
}

/**
 * Deployments: planned, queued, run, followed, answered, cancelled, continued. Here the parts are put together, and
 * asked about as a whole; `deployment-record.ts` is the only writer of their state.
 */
export function createDeployments(context: ServiceContext, ports: DeploymentPorts, enginePorts: EnginePortsFor) {
  const { store, logs } = context
  const lives: Lives = new Map()
  const look = (): void => turns.look()
  const recorder = createRecorder(context, look)
  const { runDeployment, sleep } = ports
  const runner = createRunner(context, recorder, { lives, runDeployment, enginePorts, onLeft: look })
  const limit = () => (store.settings.get(defaultSettings.id) ?? defaultSettings).taskLimit
  const mayBegin = createMayBegin(store, context.now, lives)
  const turns: Turns = createTurns(context, recorder, { lives, limit, mayBegin, ...runner, sleep })
  const control = createControl(context, lives, recorder)
  const resumer = createResumer(context, { lives, recorder, turns, mayBegin })
  const lookForTraces = createTraces(context, ports)
  const adopt = createAdopter(context, { lives, recorder, takesUp: ports.takesUpDeployments })

  const openLives = (): readonly Live[] => [...lives.values()].filter(live => isOpen(live.state))
  const running = (): readonly Live[] => [...lives.values()].filter(live => live.turn.kind === 'running')
  const underWay = (): readonly Live[] => running().filter(live => !isLeaving(live) && isOpen(live.state))

  /** Newest first, with what is going on right now. */
  const current = (stored: readonly DeploymentSummary[]): readonly DeploymentSummary[] =>
    stored
      .map(item => {
        const live = lives.get(item.id)
        return live ? summaryOf(live) : item
      })
      .sort((a, b) => b.queuedAt - a.queuedAt)

  const get = async (id: DeploymentId): Promise<Result<Deployment>> => {
    const state = lives.get(id)?.fold.state()
    if (state) return ok(state)
    if (!(await store.deployments.get(id))) return fail(notFound('deployment', id))
    const stored = await logs.use(id, log => log.state())
    return stored ? ok(stored) : fail(notFound('deployment', id))
  }

  const { plan, start, startAll, startFor } = createStarter(context, { lives, recorder, turns, get })

  return {
    plan,
    start,
    startAll,
    ...control,
    ...resumer,
    takeReceipt: createReceiptTaking(context, lives, recorder),
    startChild: createChildren({ lives, startFor, cancel: control.cancel }),
    questions: createDeploymentQuestions(context, lives, recorder),
    get,

    /** What an interrupted deployment left where it ran. */
    recovery: async (id: DeploymentId): Promise<Result<RecoveryReport>> => {
      const state = await get(id)
      return state.ok ? ok(await lookForTraces(id, state.value)) : state
    },

    ...createListing(store, lives),

    /** What is in the way of one that waits for its turn. */
    ahead: async (id: DeploymentId): Promise<Result<readonly DeploymentSummary[]>> => {
      const known = await get(id)
      if (!known.ok) return known
      const entries = turns.entries()
      const found = aheadOf(entries, decideTurns(entries, context.now(), limit()), id)
      return ok(found.map(other => lives.get(other)).flatMap(live => (live ? [summaryOf(live)] : [])))
    },

    /** The newest deployment of each project, and run of each runbook, in each place. */
    latest: (): readonly DeploymentSummary[] => current(store.deployments.latest()),

    /** Those that are not over, described for a sentence. */
    open: (): readonly string[] => openLives().map(described),
    openOn: (target: TargetId): readonly string[] => openLives().filter(isOn(target)).map(described),
    openFor: (tenant: TenantId): readonly string[] =>
      openLives()
        .filter(({ state }) => state.plan.tenant?.id === tenant)
        .map(described),
    openOf: (project: ProjectId): readonly string[] =>
      openLives()
        .filter(({ state }) => state.plan.project.id === project)
        .map(described),
    openOfRelease: (release: ReleaseId): readonly string[] =>
      openLives()
        .filter(({ state }) => state.plan.release.id === release)
        .map(described),
    openOfRunbook: (runbook: RunbookId): readonly string[] =>
      openLives()
        .filter(({ state }) => state.plan.runbook?.id === runbook)
        .map(described),
    /** Of those, the ones that run at this moment: ending the app cancels them, and the others stay as they are. */
    underWay: (): readonly string[] => underWay().map(described),
    underWayOn: (target: TargetId): readonly string[] => underWay().filter(isOn(target)).map(described),

    /** Hears of what decides whether something can begin. */
    hear: (signal: Signal): void => {
      if (signal.type === 'vault.changed' && !signal.status.isLocked)
        for (const live of lives.values())
          if (live.turn.kind === 'waiting') live.turn = { ...live.turn, needsVault: false }
      if (signal.type === 'vault.changed' || (signal.type === 'catalog.changed' && signal.entity === 'settings')) look()
    },

    /** Takes in hand one that waited when the app ended. */
    adopt: async (id: DeploymentId): Promise<void> => {
      await adopt(id)
      look()
    },
    /** Nothing begins until `takeUp`. */
    holdBack: (): void => turns.hold(),
    takeUp: (): void => {
      if (ports.takesUpDeployments) store.attendance.begin(context.now)
      turns.open()
    },

    /** Settles when a deployment does not run, for the moment at least. */
    stopped: async (id: DeploymentId): Promise<void> => {
      for (let live = lives.get(id); live?.turn.kind === 'running'; live = lives.get(id)) await live.run
    },

    /** Waits until those that are over have let go of their logs. */
    letGo: async (): Promise<void> => {
      const closed = [...lives.values()].filter(({ state }) => !isOpen(state))
      await Promise.all(closed.map(live => live.ended))
    },

    /** Cancels what runs and waits for its end; what waits is left to wait. */
    cancelAll: async (): Promise<void> => {
      turns.close()
      const toCancel = underWay().filter(live => live.state.state !== 'cancelling')
      await Promise.all(toCancel.map(live => control.cancel(live.id).catch(error => context.report(String(error)))))
      while (running().length > 0) await Promise.all(running().map(live => live.run))
      for (const live of lives.values()) logs.release(live.id)
      lives.clear()
    },

    settle: recorder.settle
  }
}

const described = ({ state }: Live): string => `the ${phraseOf(titledOf(state.plan))}`

/** Whether the engine was told to let go of it, because it only waits. */
const isLeaving = ({ turn }: Live): boolean => turn.kind === 'running' && turn.leave.signal.aborted

const isOn =
  (target: TargetId) =>
  ({ state }: Live): boolean =>
    state.plan.targets.some(item => item.id === target)
