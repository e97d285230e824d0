import { type Deployment, type DeploymentFact, type ExecEnd, isRunOver, type OutputFact } from '@shared/deployment'
import { applyEvent } from '@shared/deployment-reducer'
import type { ArtifactId, SecretId } from '@shared/ids'
import type { Variable } from '@shared/model/variable-set'
import type { Plan } from '@shared/plan/plan'
import { fail, ok, type Result } from '@shared/result'
import { Secret } from '@shared/secret'
import type { Command, Connect, Connection, EnginePorts, OutputSink } from '../../electron/engine/ports'
import type { DeploymentRequest } from '../../electron/engine/run'
import { ids, noReferences, scriptStep } from './plans'

/** What a test sees of a deployment: every fact, folded as a service would. */
export interface Recording {
  readonly facts: DeploymentFact[]
  /** Throws when the facts are no legal course of a deployment. */
  state(): Deployment
  /** `stream level text` of every line, in order. */
  lines(): readonly string[]
}

export function recording(plan: Plan): Recording & { readonly emit: EnginePorts['emit'] } {
  const facts: DeploymentFact[] = [{ kind: 'queued', id: ids.deployment, plan, by: 'Ada' }]
  const fold = () => {
    let state: Deployment | null = null
    facts.forEach((fact, index) => {
      state = applyEvent(state, { ...fact, seq: index + 1, at: 1000 + index })
    })
    if (state === null) throw new Error('No fact was recorded')
    return state as Deployment
  }
  return {
    facts,
    emit: async fact => {
      facts.push(fact)
    },
    state: fold,
    lines: () =>
      facts
        .filter((fact): fact is OutputFact => fact.kind === 'output')
        .flatMap(fact => fact.text.split('\n').map(line => `${fact.stream} ${fact.level} ${line}`))
  }
}

/** Secrets and artifacts kept in memory. */
export interface Kept {
  readonly secrets: Map<SecretId, string>
  readonly artifacts: Map<ArtifactId, string>
}

export interface FakePorts extends EnginePorts {
  readonly kept: Kept
}

/** Ports in memory; time passes at once unless `sleep` is given. */
export function fakePorts(changes: Partial<EnginePorts> & Pick<EnginePorts, 'connect' | 'emit'>): FakePorts {
  const kept: Kept = { secrets: new Map(), artifacts: new Map() }
  let count = 0
  const next = () => String(++count).padStart(10, '0')
  return {
    kept,
    secrets: {
      open: async id => {
        const plain = kept.secrets.get(id)
        return plain === undefined
          ? fail({ kind: 'secret-unavailable', message: 'The key is missing.', remedy: 'Bring the key back.' })
          : ok(new Secret(plain))
      },
      put: async secret => {
        const id = `secret-9${next().slice(1)}` as SecretId
        kept.secrets.set(id, secret.reveal())
        return ok(id)
      }
    },
    artifacts: {
      create: async () => {
        const id = `artifact-${next()}` as ArtifactId
        const chunks: Uint8Array[] = []
        return ok({
          id,
          write: async chunk => {
            chunks.push(chunk)
          },
          commit: async () => {
            kept.artifacts.set(id, Buffer.concat(chunks).toString('utf8'))
            return ok(null)
          },
          abort: async () => undefined
        })
      }
    },
    now: Date.now,
    token: () => next().padStart(32, '0'),
    sleep: (ms, signal) => sleepReally(ms, signal),
    ...changes
  }
}

/** Real time, because real processes run in it. */
export const sleepReally = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal?.aborted) return resolve()
    const timer = setTimeout(done, ms)
    function done() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    signal?.addEventListener('abort', done)
  })

/** What a scripted machine does with a command. `say` prints; the result is how it ends. */
export type Behaviour = (io: {
  readonly command: Command
  /** Which of its commands this is, from 0; clean-up and kill commands do not count. */
  readonly index: number
  readonly say: (text: string, stream?: 'stdout' | 'stderr') => void | Promise<void>
  /** The line by which a script announces itself. */
  readonly announce: () => void | Promise<void>
  /** Settles when it is killed over another channel. */
  readonly killed: Promise<void>
  readonly abandoned: Promise<string>
}) => Promise<ExecEnd>

export interface ScriptedMachine {
  readonly connection: Connection
  /** What was asked of it, in order: `script`, `kill`, `clean-up`, `download <path>`, `close`. */
  readonly log: string[]
}

/** A machine that does what a test says, without any process. */
export function scriptedMachine(behaviour: Behaviour, files: Readonly<Record<string, string>> = {}): ScriptedMachine {
  const log: string[] = []
  let index = 0
  let kill: () => void = () => undefined
  const exec = (command: Command, output: OutputSink) => {
    const what = command.stdin.length > 0 ? 'script' : command.line.includes('rm -rf') ? 'clean-up' : 'kill'
    log.push(what)
    if (what === 'kill') kill()
    if (what !== 'script')
      return { ended: Promise.resolve<ExecEnd>({ kind: 'exited', code: 0 }), abandon: () => undefined }
    let abandon: (reason: string) => void = () => undefined
    const abandoned = new Promise<string>(resolve => {
      abandon = resolve
    })
    const killed = new Promise<void>(resolve => {
      kill = resolve
    })
    const nonce = /__slipway_start (\w+)/.exec(Buffer.from(command.stdin).toString('utf8'))?.[1] ?? ''
    const say = (text: string, stream: 'stdout' | 'stderr' = 'stdout') => output(stream, Buffer.from(text))
    const announce = () => say(`slipway-start ${nonce} 4711 4711 /home/deploy/work\n`)
    const natural = behaviour({ command, index: index++, say, announce, killed, abandoned })
    const given = abandoned.then((reason): ExecEnd => ({ kind: 'lost', reason }))
    return { ended: Promise.race([natural, given]), abandon }
  }
  const download: Connection['download'] = async (path, sink) => {
    log.push(`download ${path}`)
    const content = files[path]
    if (content === undefined) {
      return fail({ kind: 'artifact-missing', message: `There is no file ${path}.`, remedy: 'Check the path.' })
    }
    await sink(Buffer.from(content))
    return ok({ bytes: content.length })
  }
  return { log, connection: { exec, download, close: () => log.push('close') } }
}

/** Announces itself, prints, and ends with this exit code. */
export const prints =
  (text: string, code = 0): Behaviour =>
  async ({ announce, say }) => {
    await announce()
    if (text !== '') await say(text)
    return { kind: 'exited', code }
  }

/** Connects to machines by the target's name; `here` is this machine. */
export const connectTo =
  (machines: Readonly<Record<string, Connection | Result<Connection>>>): Connect =>
  async place => {
    const machine = machines[place === 'here' ? 'here' : place.name]
    if (machine === undefined) throw new Error('The test has no such machine')
    return 'ok' in machine ? machine : ok(machine)
  }

/** A request for a plan whose steps all run `true`, unless told otherwise. */
export const requestFor = (
  plan: Plan,
  ports: EnginePorts,
  changes: Partial<DeploymentRequest> & { readonly variables?: readonly Variable[] } = {}
): DeploymentRequest => {
  const { variables = [], ...rest } = changes
  const steps = plan.stages.map(stage => scriptStep(stage.number, { name: stage.name }))
  return {
    id: ids.deployment,
    plan,
    snapshot: { steps, variables: [...variables] },
    references: noReferences,
    requestedBy: 'Ada',
    ports,
    signal: new AbortController().signal,
    ...rest
  }
}

/** Whether every run of a deployment is over. */
export const allOver = (deployment: Deployment): boolean => Object.values(deployment.runs).every(isRunOver)
