import type { Choice, Deployment, DeploymentFact, ExecEnd } from '@shared/deployment'
import type { Step } from '@shared/model/process'
import type { Variable } from '@shared/model/variable-set'
import type { PlanInput } from '@shared/plan/plan-deployment'
import { ok } from '@shared/result'
import type { Command, Connect, EnginePorts } from '../../electron/engine/ports'
import { type DeploymentRequest, runDeployment } from '../../electron/engine/run'
import { testClock } from './clock'
import {
  type Behaviour,
  type FakePorts,
  fakePorts,
  type Recording,
  recording,
  requestFor,
  scriptedMachine
} from './engine'
import { planOf, sshTarget } from './plans'

export interface RehearsalOptions extends Partial<Pick<PlanInput, 'isGuided' | 'choices' | 'maxParallel'>> {
  /** How many targets there are: `web-1`, `web-2` … */
  readonly targets?: number
  readonly variables?: readonly Variable[]
  readonly ports?: Partial<EnginePorts>
  readonly request?: Partial<DeploymentRequest>
  /** What a script prints after it announced itself, by its name. */
  readonly says?: Readonly<Record<string, string>>
  readonly files?: Readonly<Record<string, string>>
}

interface Playing {
  readonly end: (end: ExecEnd) => void
  readonly command: Command
}

/**
 * The real engine on machines whose scripts run until the test ends them, with a clock that stands still. A script is
 * called `<action> <place>`, such as `Step 1 web-2`; on this machine its place is `here`.
 */
export class Rehearsal {
  readonly record: Recording
  readonly clock = testClock()
  readonly ports: FakePorts
  /** Every script that ever began, in order. */
  readonly begun: string[] = []
  /** What was asked of each machine, in order. */
  readonly logs = new Map<string, readonly string[]>()
  private readonly options: RehearsalOptions
  private readonly steps: readonly Step[]
  private readonly playing = new Map<string, Playing>()
  private engine: Promise<void> = Promise.resolve()

  constructor(steps: readonly Step[], options: RehearsalOptions = {}) {
    this.options = options
    this.steps = steps.map(step => ({
      ...step,
      actions: step.actions.map(action =>
        action.type === 'script' && action.body === 'true'
          ? { ...action, body: `: ${action.name ?? step.name}` }
          : action
      )
    }))
    const { isGuided = false, choices, maxParallel = 10 } = options
    const targets = Array.from({ length: options.targets ?? 1 }, (_, n) => sshTarget(n + 1))
    const plan = planOf({
      steps: this.steps,
      targets,
      isGuided,
      maxParallel,
      ...(choices === undefined ? {} : { choices })
    })
    this.record = recording(plan, this.clock.now)
    this.ports = fakePorts({
      ...this.record.ports,
      now: this.clock.now,
      sleep: this.clock.sleep,
      connect: this.connect,
      ...options.ports
    })
  }

  get state(): Deployment {
    return this.record.state()
  }

  /** What runs at this moment. */
  get running(): readonly string[] {
    return [...this.playing.keys()]
  }

  /** Hands the deployment to an engine; may be done again once that has returned. */
  async begin(changes: Partial<DeploymentRequest> = {}): Promise<this> {
    const { variables = [], request } = this.options
    const given = requestFor(this.state.plan, this.ports, { variables, ...request, ...changes })
    this.engine = runDeployment({ ...given, snapshot: { ...given.snapshot, steps: [...this.steps] } })
    return this.settle()
  }

  /** Waits until the engine has returned. */
  async over(): Promise<this> {
    await this.engine
    return this
  }

  /** Ends scripts with exit code 0. */
  async ok(...names: readonly string[]): Promise<this> {
    for (const name of names) await this.end(name, { kind: 'exited', code: 0 })
    return this
  }

  async fails(...names: readonly string[]): Promise<this> {
    for (const name of names) await this.end(name, { kind: 'exited', code: 7 })
    return this
  }

  async end(name: string, end: ExecEnd): Promise<this> {
    const script = this.playing.get(name)
    if (script === undefined) throw new Error(`“${name}” does not run; what runs is ${this.running.join(', ')}`)
    script.end(end)
    return this.settle()
  }

  /** What a person does. */
  async does(fact: DeploymentFact): Promise<this> {
    this.record.add(fact)
    return this.settle()
  }

  answer(choice: Choice, question = this.state.questions.length): Promise<this> {
    return this.does({ kind: 'question-answered', question, choice, by: 'Eve', note: '' })
  }

  cancel(): Promise<this> {
    return this.does({ kind: 'cancel-requested', by: 'Eve' })
  }

  async passes(ms: number): Promise<this> {
    this.clock.advance(ms)
    return this.settle()
  }

  /** What a script was given besides its text. */
  payload(name: string): string {
    return Buffer.from(this.playing.get(name)?.command.stdin ?? []).toString('utf8')
  }

  /** Lets everything happen that can without time or people. */
  async settle(): Promise<this> {
    for (let i = 0; i < 12; i++) await new Promise(resolve => setImmediate(resolve))
    return this
  }

  /** A machine that plays along. */
  readonly connect: Connect = async place => {
    const name = place === 'here' ? 'here' : place.name
    const machine = scriptedMachine(this.play(name), this.options.files)
    this.logs.set(this.logs.has(name) ? `${name} again` : name, machine.log)
    return ok(machine.connection)
  }

  private play(place: string): Behaviour {
    return async ({ command, announce, say, killed }) => {
      const action = /slipway_script=': ([^']*)'/.exec(Buffer.from(command.stdin).toString('utf8'))?.[1] ?? 'script'
      const name = `${action} ${place}`
      this.begun.push(name)
      await announce()
      const text = this.options.says?.[action]
      if (text !== undefined) await say(text)
      const ended = new Promise<ExecEnd>(resolve => {
        this.playing.set(name, { command, end: resolve })
      })
      const end = await Promise.race([ended, killed.then((): ExecEnd => ({ kind: 'signalled', signal: 'TERM' }))])
      this.playing.delete(name)
      return end
    }
  }
}
