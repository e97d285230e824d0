import type { Receipt, ReceiptEvent } from '@shared/bundle/format'
import type { ReturnedRun } from '@shared/bundle/returned'
import type { DeploymentFact, OutputFact, OutputVariable } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import type { Redactor } from '../engine/redactor'

/** What the facts of a receipt are made with. */
export interface ReceiptGround {
  readonly redactor: Redactor
  /** The sensitive outputs of the receipt that are in the vault now, by run and name; others were not passed on. */
  readonly sealed: ReadonlyMap<string, OutputVariable>
  /** So many events of the receipt, from the first on, are known: their lines about the whole are in already. */
  readonly known: number
}

/** What a run and a name of an output are kept under. */
export const outputKey = (run: RunId, name: string): string => `${run} ${name}`

/** The most characters of one fact. */
const most = 60_000

/**
 * What a receipt tells as facts: for each run that `returned`, its lines and outputs and then how it ended; lines about
 * the whole come first. Texts are masked again.
 */
export function receiptFacts(
  receipt: Receipt,
  returned: readonly ReturnedRun[],
  ground: ReceiptGround
): readonly DeploymentFact[] {
  const whole = linesOf(
    receipt.events.slice(ground.known).filter(event => event.kind === 'line' && event.run === null),
    null,
    ground
  )
  return [...whole, ...returned.flatMap(item => factsOf(item, receipt, ground))]
}

function factsOf(
  { run, from, fact }: ReturnedRun,
  { events }: Receipt,
  ground: ReceiptGround
): readonly DeploymentFact[] {
  // What it said in the attempts before is in the log.
  const own = events.slice(from).filter(event => 'run' in event && event.run === run)
  const outputs = own.flatMap((event): readonly DeploymentFact[] => {
    if (event.kind !== 'output') return []
    if (event.value.kind === 'text') {
      const value = ground.redactor.text(event.value.text)
      return [{ kind: 'output-variable', run, variable: { name: ground.redactor.text(event.name), value } }]
    }
    const variable = ground.sealed.get(outputKey(run, event.name))
    if (variable !== undefined) return [{ kind: 'output-variable', run, variable }]
    return [said(run, 'warning', `The sensitive output “${event.name}” was not passed on by the runner.`)]
  })
  return [...linesOf(own, run, ground), ...outputs, masked(fact, ground)]
}

/** Lines that follow each other on the same stream and level are one fact. */
function linesOf(
  events: readonly ReceiptEvent[],
  run: RunId | null,
  { redactor }: ReceiptGround
): readonly OutputFact[] {
  const facts: OutputFact[] = []
  for (const event of events) {
    const line = lineOf(event)
    if (line === null) continue
    const last = facts.at(-1)
    const text = redactor.text(line.text).replaceAll('\n', ' ')
    if (last?.stream === line.stream && last.level === line.level && last.text.length + text.length < most)
      facts[facts.length - 1] = { ...last, lines: last.lines + 1, text: `${last.text}\n${text}` }
    else facts.push({ kind: 'output', run, stream: line.stream, level: line.level, lines: 1, text })
  }
  return facts
}

function lineOf(event: ReceiptEvent): Pick<OutputFact, 'stream' | 'level' | 'text'> | null {
  if (event.kind === 'line') return event
  if (event.kind !== 'artifact') return null
  const text = `The artifact “${event.name}” is on that machine, in ${event.path}; its SHA-256 is ${event.sha256}.`
  return { stream: 'slipway', level: 'highlight', text }
}

function masked(fact: ReturnedRun['fact'], { redactor }: ReceiptGround): ReturnedRun['fact'] {
  const { result } = fact
  if (result.state === 'skipped') return { ...fact, result: { ...result, reason: redactor.text(result.reason) } }
  if (result.state !== 'failed') return fact
  const failure = { ...result.failure, message: redactor.text(result.failure.message) }
  return { ...fact, result: { ...result, failure } }
}

/** A line of our own. */
export const said = (run: RunId | null, level: OutputFact['level'], text: string): OutputFact => ({
  kind: 'output',
  run,
  stream: 'slipway',
  level,
  lines: 1,
  text: text.replaceAll('\n', ' ')
})
