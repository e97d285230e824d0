import { type Failure, notFound } from '@shared/failure'
import type { TargetId } from '@shared/ids'
import { addressOf, type SshTarget } from '@shared/model/target'
import { type PreflightCheck, type PreflightReport, type PreflightTarget, preflightChecks } from '@shared/preflight'
import { fail, ok, type Result } from '@shared/result'
import { interpreterOf, type Platform } from '../engine/commands'
import { inspectHost } from '../engine/inspect-host'
import { inspectSudo } from '../engine/inspect-sudo'
import type { Ask, Connection, Sudo } from '../engine/ports'
import type { ServiceContext } from './context'
import { endpointOf } from './endpoints'
import { inParallel } from './parallel'
import { type PlanRequest, planFor } from './planning'
import type { Policies } from './policies'
import type { ServicePorts } from './ports'
import { type MachineNeeds, needsOf } from './preflight-needs'
import { foundOn, reachedHere, reachOf, sudoCheck, unreachable } from './preflight-verdict'
import { sudoOf } from './sudoers'

/** How many machines are looked at at the same time, and how long each may take to answer, in milliseconds. */
const atOnce = 10
const answerLimit = 20_000
/** For this machine, which has no policy. */
const usualPolicy = { requiredTools: [], warnBelowMegabytes: 1024 }

/** Who is looked at has an id in reports, also this machine; nobody reads it. */
const hereId = 'target-0000000000' as TargetId

type Expected = Pick<ReturnType<Policies['of']>, 'requiredTools' | 'warnBelowMegabytes'>

/** A machine that somebody is logged in to. */
interface Reached {
  readonly connection: Connection
  readonly platform: Platform
  readonly address: string
  readonly sudo: Sudo
  readonly policy: Expected
}

/** Looks at the machines of a plan before anything runs: are they there, and do they have what the steps need. */
export function createPreflight(
  context: ServiceContext,
  policies: Pick<Policies, 'of'>,
  ports: Pick<ServicePorts, 'ssh' | 'here'>,
  ask: Ask
) {
  const { store, now, thisMachine } = context
  const running = new Set<AbortController>()

  const lookAt = async (
    needs: MachineNeeds,
    reached: Reached,
    signal: AbortSignal
  ): Promise<readonly PreflightCheck[]> => {
    const { connection, platform, address, sudo, policy } = reached
    const { target, syntaxes, users } = needs
    const name = target?.name ?? 'this machine'
    const programs = [...syntaxes.keys()].map(syntax => interpreterOf(platform, syntax))
    try {
      const stages = await inspectHost(connection, {
        host: { kind: 'target', id: target?.id ?? hereId, name },
        platform,
        address,
        expectations: { ...policy, requiredTools: [...new Set([...policy.requiredTools, ...programs])] },
        sudo: { kind: 'none' },
        limitMs: answerLimit,
        now,
        onStage: () => undefined,
        signal
      })
      const found = foundOn(stages, platform, name, syntaxes)
      const hasShell = found.some(({ what, verdict }) => what === 'shell' && verdict === 'ok')
      const sudos: PreflightCheck[] = []
      for (const [user, actions] of hasShell && platform === 'posix' ? users : []) {
        if (sudo.kind === 'none') continue
        const wanted = { user, by: actions[0] ?? 'The check' }
        sudos.push(
          sudoCheck(user, await inspectSudo(connection, { sudo, address, limitMs: answerLimit, signal, wanted }))
        )
      }
      return inOrder([...found, ...sudos])
    } finally {
      connection.close()
    }
  }

  const checkHere = async (needs: MachineNeeds, signal: AbortSignal): Promise<readonly PreflightCheck[]> => {
    const connection = await ports.here(signal)
    if (!connection.ok) return [unreachable(connection.failure)]
    const local = needs.target && store.targets.get(needs.target.id)
    const policy = local ? policies.of(local) : usualPolicy
    const sudo = { kind: 'no-password' } as const
    const about = { connection: connection.value, platform: thisMachine, address: 'this machine', sudo, policy }
    return [reachedHere, ...(await lookAt(needs, about, signal))]
  }

  /** Fails only when nobody could even try, as with a locked vault. */
  const checkSsh = async (
    needs: MachineNeeds,
    target: SshTarget,
    signal: AbortSignal
  ): Promise<Result<readonly PreflightCheck[]>> => {
    const endpoint = await endpointOf(store, target)
    if (!endpoint.ok) return cannotTry(endpoint.failure)
    const sudo = await sudoOf(store, target)
    if (!sudo.ok) return cannotTry(sudo.failure)
    const { stages, connection } = await ports.ssh.probe(endpoint.value, () => undefined, signal, ask)
    const reach = reachOf(stages)
    if (connection === null || reach.verdict !== 'ok') {
      connection?.close()
      return ok([reach])
    }
    const policy = policies.of(target)
    const reached = { connection, platform: target.platform, address: addressOf(target), sudo: sudo.value, policy }
    return ok([reach, ...(await lookAt(needs, reached, signal))])
  }

  const check = async (needs: MachineNeeds, signal: AbortSignal): Promise<Result<PreflightTarget>> => {
    const { target } = needs
    const about = { targetId: target?.id ?? null, name: target?.name ?? 'this machine' }
    if (target === null || target.kind === 'local') return ok({ ...about, checks: await checkHere(needs, signal) })
    const record = store.targets.get(target.id)
    if (record?.kind !== 'ssh') return ok({ ...about, checks: [unreachable(notFound('target', target.id))] })
    const checks = await checkSsh(needs, record, signal)
    return checks.ok ? ok({ ...about, checks: checks.value }) : checks
  }

  return {
    /** Looks at every machine of a plan; runs nothing of it. Fails when the plan cannot be made or the vault is closed. */
    check: async (request: PlanRequest): Promise<Result<PreflightReport>> => {
      const planned = await planFor(context, request)
      if (!planned.ok) return planned
      const { result } = planned.value
      const plan = result.plan ?? result.draft
      const all = plan ? needsOf(plan) : []
      const abort = new AbortController()
      running.add(abort)
      const found = new Map<MachineNeeds, Result<PreflightTarget>>()
      try {
        await inParallel(all, atOnce, abort.signal, async needs => {
          const one = await check(needs, abort.signal)
          found.set(needs, one)
          if (!one.ok) abort.abort()
        })
      } finally {
        running.delete(abort)
      }
      const failed = [...found.values()].find(one => !one.ok)
      if (failed && !failed.ok) return failed
      if (abort.signal.aborted) return fail(givenUp)
      return ok({ at: now(), targets: all.flatMap(needs => foundIn(found.get(needs))) })
    },
    /** Ends the checks that are under way, because the workspace is being closed. */
    stop: () => {
      for (const abort of running) abort.abort()
    }
  }
}

const foundIn = (one: Result<PreflightTarget> | undefined): readonly PreflightTarget[] => (one?.ok ? [one.value] : [])

const givenUp: Failure = { kind: 'cancelled', message: 'The check was given up.', remedy: 'Check again.' }

/** A closed vault is asked for, and the call repeated; anything else is the matter of that target. */
const cannotTry = (failure: Failure): Result<readonly PreflightCheck[]> =>
  failure.kind === 'vault-locked' || failure.kind === 'vault-not-set-up' ? fail(failure) : ok([unreachable(failure)])

/** Sudo stands between shell and disk, as in a connection test. */
function inOrder(checks: readonly PreflightCheck[]): readonly PreflightCheck[] {
  const place = (check: PreflightCheck) => preflightChecks.indexOf(check.what)
  return [...checks].sort((a, b) => place(a) - place(b))
}
