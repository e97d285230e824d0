import { type Deployment, type DeploymentFact, type ExecEnd, isRunOver, type OutputFact } from '@shared/deployment'
import { DeploymentFold } from '@shared/deployment-reducer'
import type { ArtifactId, SecretId } from '@shared/ids'
import type { Variable } from '@shared/model/variable-set'
import type { Plan } from '@shared/plan/plan'
import { fail, ok, type Result } from '@shared/result'
import { Secret } from '@shared/secret'
import type { Command, Connect, Connection, EnginePorts, OutputSink } from '../../electron/engine/ports'
import type { DeploymentRequest } from '../../electron/engine/run'
import { noPackages, sendsNothing } from './no-packages'
import { ids, noReferences, scriptStep } from './plans'

/** What a test sees of a deployment: every fact, folded as a service would. */
export interface Recording {
  readonly facts: readonly DeploymentFact[]
  /** Records a fact as a service or a person does. Throws when it cannot follow. */
  add(fact: DeploymentFact): void
  /** The state so far. */
  state(): Deployment
  /** `stream level text` of every line, in order. */
  lines(): readonly string[]
  /** What the engine is given of it. */
  readonly ports: Pick<EnginePorts, 'emit' | 'state' | 'onChange'>
}

/** @param now the clock that facts are stamped by */
export function recording(plan: Plan, now: () => number = Date.now): Recording {
  const facts: DeploymentFact[] = []
  const fold = new DeploymentFold()
  const listeners = new Set<(fact: DeploymentFact) => void>()
  const add = (fact: DeploymentFact): void => {
    fold.add({ ...fact, seq: facts.length + 1, at: now() })
    facts.push(fact)
    for (const listener of listeners) listener(fact)
  }
  const state = (): Deployment => {
    const current = fold.peek()
    if (current === null) throw new Error('No fact was recorded')
    return current
  }
  add({ kind: 'queued', id: ids.deployment, plan, by: 'Ada' })
  return {
    facts,
    add,
    state,
    lines: () =>
      facts
        .filter((fact): fact is OutputFact => fact.kind === 'output')
        .flatMap(fact => fact.text.split('\n').map(line => `${fact.stream} ${fact.level} ${line}`)),
    ports: {
      emit: async fact => add(fact),
      state,
      onChange: listener => {
        listeners.add(listener)
        return () => {
          listeners.delete(listener)
        }
      }
    }
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
export function fakePorts(
  changes: Partial<EnginePorts> & Pick<EnginePorts, 'connect' | 'emit' | 'state' | 'onChange'>
): FakePorts {
  const kept: Kept = { secrets: new Map(), artifacts: new Map() }
  let count = 0
  const next = () => String(++count).padStart(10, '0')
  return {
    kept,
    packages: noPackages,
    bundles: { write: async () => nobody('bundles') },
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
    hosts: { acquire: async (_target, _mode, signal) => (signal.aborted ? null : { release: () => undefined }) },
    mail: { send: async () => nobody('mail') },
    http: { request: async () => nobody('web'), matches: async () => nobody('web') },
    health: { check: async () => nobody('health') },
    releases: { deploy: async () => nobody('releases') },
    now: Date.now,
    token: () => next().padStart(32, '0'),
    sleep: (ms, signal) => sleepReally(ms, signal),
    ...changes
  }
}

const nobody = (what: string) =>
  fail<never>({ kind: 'internal', message: `The test has no ${what}.`, remedy: 'Give it one.' })

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
  /** Breaks the connection while nothing uses it. */
  loses(reason: string): void
  /** Answers no more, and nobody is told. */
  fallsSilent(): void
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
    // Work without output for people announces itself, too, by the first line of its input.
    const isTask = command.line.includes('slipway-task')
    const mark = Buffer.from(command.stdin).toString('utf8').split('\n', 1)[0] ?? ''
    const started = isTask ? `slipway-task ${mark} 4711 4711` : `slipway-start ${nonce} 4711 4711 /home/deploy/work`
    const announce = () => say(`${started}\n`)
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
  let loses: (reason: string) => void = () => undefined
  const gone = new Promise<string>(resolve => {
    loses = resolve
  })
  let isSilent = false
  const fallsSilent = () => {
    isSilent = true
  }
  const answers = async () => !isSilent
  const close = () => log.push('close')
  return { log, loses, fallsSilent, connection: { gone, answers, exec, download, send: sendsNothing, close } }
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
