import type { DeploymentEvent, DeploymentFact, OutputFact } from '@shared/deployment'
import { logLevels } from '@shared/log'
import { z } from 'zod'

export type OutputEvent = OutputFact & { readonly seq: number; readonly at: number }

export const logStreams = ['stdout', 'stderr', 'slipway'] as const satisfies readonly OutputFact['stream'][]

/** Complete by construction: a new kind of event is a type error here until it is listed. */
const kinds: Readonly<Record<DeploymentFact['kind'], true>> = {
  queued: true,
  started: true,
  'step-started': true,
  'step-skipped': true,
  'run-retrying': true,
  asked: true,
  'question-taken': true,
  'question-answered': true,
  'target-excluded': true,
  paused: true,
  unpaused: true,
  'moved-to-top': true,
  'place-taken': true,
  'width-changed': true,
  resumed: true,
  'given-up': true,
  'run-started': true,
  'run-progress': true,
  'run-succeeded': true,
  'run-failed': true,
  'run-cancelled': true,
  'run-skipped': true,
  'run-handed-over': true,
  receipt: true,
  'run-returned': true,
  'output-variable': true,
  artifact: true,
  output: true,
  'cancel-requested': true,
  interrupted: true,
  finished: true
}

/** One event as a line of its own; JSON never holds a line break. */
export const encodeEvent = (event: DeploymentEvent): Buffer => Buffer.from(`${JSON.stringify(event)}\n`)

/**
 * Reads one line of a log. Null when it is not an event. Checks what tells a record of ours from a torn or foreign
 * line and what reading relies on; whether the event makes sense where it stands is for `applyEvent` to say.
 */
export function parseEvent(line: string): DeploymentEvent | null {
  const value = jsonIn(line)
  if (typeof value !== 'object' || value === null) return null
  const { kind, seq, at } = value as Partial<Record<string, unknown>>
  if (typeof kind !== 'string' || !Object.hasOwn(kinds, kind)) return null
  if (!Number.isSafeInteger(seq) || typeof at !== 'number') return null
  if (kind === 'output' && !isOutput(value as Partial<Record<keyof OutputEvent, unknown>>)) return null
  return value as DeploymentEvent
}

/** Undefined for text that is no JSON. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The kind of an event that is whole and that this version does not know; null for any other line. */
export function unknownKindOf(line: string): string | null {
  const event = unknownEvent.safeParse(jsonIn(line))
  return event.success && !Object.hasOwn(kinds, event.data.kind) ? event.data.kind : null
}

const unknownEvent = z.looseObject({ kind: z.string().min(1).max(60), seq: z.int(), at: z.number() })

function isOutput(value: Partial<Record<keyof OutputEvent, unknown>>): boolean {
  const { run, stream, level, lines, text } = value
  return (
    (run === null || typeof run === 'string') &&
    logStreams.some(item => item === stream) &&
    logLevels.some(item => item === level) &&
    typeof text === 'string' &&
    lines === countLines(text)
  )
}

/** How many lines a text of joined lines holds; an empty text is one empty line. */
export function countLines(text: string): number {
  let count = 1
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++
  return count
}
