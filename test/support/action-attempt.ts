import type { ActionOf, ActionType } from '@shared/model/action'
import { Secret } from '@shared/secret'
import type { Attempt, AttemptEnd, Perform } from '../../electron/engine/actions/action'
import { openContext, stagedRun } from '../../electron/engine/context'
import type { EnginePorts, HealthPort, HttpPort, MailPort } from '../../electron/engine/ports'
import { variablesOf } from '../../electron/engine/run-variables'
import { fakePorts, recording, requestFor } from './engine'
import { ids, planOf, scriptStep } from './plans'

interface AttemptOptions {
  readonly mail?: MailPort['send']
  readonly http?: Partial<HttpPort>
  readonly health?: HealthPort['check']
  /** What `#{Name}` stands for. */
  readonly values?: Readonly<Record<string, string>>
  /** Which of these texts are secret. */
  readonly secrets?: readonly string[]
  /** Called instead of waiting. */
  readonly onSleep?: (ms: number, stop: AbortController) => void
}

export interface Attempted {
  readonly end: AttemptEnd
  /** `level text` of every line. */
  readonly lines: readonly string[]
  readonly facts: ReturnType<typeof recording>['facts']
  /** How long it waited, in milliseconds. */
  readonly sleeps: readonly number[]
  /** Values of secrets that it stored. */
  readonly stored: readonly string[]
}

const unused = () => Promise.reject(new Error('The test does not expect this'))

/** Carries out one action on the first run of a plan, with time that passes at once and ports that the test plays. */
export async function attempt<T extends ActionType>(
  perform: Perform<T>,
  action: Omit<ActionOf<T>, 'id'>,
  options: AttemptOptions = {}
): Promise<Attempted> {
  const whole = { ...action, id: ids.action(1) } as ActionOf<T>
  const step = { ...scriptStep(1, { name: 'Warm up' }), actions: [whole] }
  const plan = planOf({ steps: [step] })
  const record = recording(plan)
  await record.ports.emit({ kind: 'started' })
  const [stage] = plan.stages
  const [run] = stage?.runs ?? []
  if (stage === undefined || run === undefined) throw new Error('The plan has no run')
  const stop = new AbortController()
  const sleeps: number[] = []
  let time = 1_000_000
  const ports: EnginePorts & { readonly kept: { readonly secrets: ReadonlyMap<unknown, string> } } = fakePorts({
    connect: unused,
    ...record.ports,
    now: () => time,
    sleep: async ms => {
      time += ms
      sleeps.push(ms)
      options.onSleep?.(ms, stop)
    },
    mail: { send: options.mail ?? unused },
    http: { request: unused, matches: async () => ({ ok: true, value: true }), ...options.http },
    health: { check: options.health ?? unused }
  })
  const context = openContext(requestFor(plan, ports, { signal: stop.signal }))
  for (const [index, text] of (options.secrets ?? []).entries())
    context.secrets.set(ids.secret(index), new Secret(text))
  context.redactor.add(options.secrets ?? [])
  const staged = stagedRun(context, run.id)
  await record.ports.emit({ kind: 'run-started', run: staged.id })
  const render = (text: string) => text.replaceAll(/#\{(\w+)\}/g, (whole, name) => options.values?.[name] ?? whole)
  const attempted: Attempt<T> = {
    context,
    staged,
    action: whole,
    resolved: variablesOf(context, stage, staged.run, ''),
    render,
    renderValue: render,
    signal: stop.signal
  }
  const end = await perform(attempted)
  context.dispose()
  return {
    end,
    lines: record.lines().map(line => line.replace(/^slipway /, '')),
    facts: record.facts.filter(fact => !['queued', 'started', 'run-started', 'output'].includes(fact.kind)),
    sleeps,
    stored: [...ports.kept.secrets.values()]
  }
}
