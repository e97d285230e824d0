import { api, type CallName } from '@shared/api'
import { type FailureKind, failureKinds } from '@shared/failure'
import type { Result } from '@shared/result'
import type { Dispatch } from '../../electron/ipc/dispatch'
import { exoticValue, mutated, wrongName } from './mutations'
import type { Random } from './random'
import { createValues } from './schema-values'

/** How a stretch of messages was answered. */
export interface Tally {
  messages: number
  /** By `ok` or the kind of failure. */
  readonly outcomes: Map<string, number>
  /** Accepted messages by call. */
  readonly accepted: Map<CallName, number>
  slowestMs: number
  /** Answers that no caller should get, in words; at most `shownFaults`. */
  readonly faults: string[]
}

export const emptyTally = (): Tally => ({
  messages: 0,
  outcomes: new Map(),
  accepted: new Map(),
  slowestMs: 0,
  faults: []
})

const shownFaults = 20
const allNames = Object.keys(api) as readonly CallName[]
const idPattern = /\b[a-z]+-[a-z0-9]{10}\b/g
const kept = 300

/** The newest of what was seen, each once. */
function remember(pool: string[], seen: readonly string[]): void {
  for (const item of new Set(seen)) if (!pool.includes(item)) pool.push(item)
  if (pool.length > kept) pool.splice(0, pool.length - kept)
}

/** Sends random messages through a dispatch, one after the other, and counts how they are answered. */
export function createMessenger(
  dispatch: Dispatch,
  random: Random,
  tally: Tally,
  names: readonly CallName[] = allNames
) {
  const ids: string[] = []
  const words: string[] = []
  const { valueFor } = createValues(random, { ids: () => ids, words: () => words })

  const learn = (value: unknown): void => {
    const text = JSON.stringify(value ?? null).slice(0, 20_000)
    remember(ids, text.match(idPattern) ?? [])
    // A name that a record has opens what asks for it, such as the deletion of a project.
    remember(
      words,
      [...text.matchAll(/"name":"([^"\\]{1,60})"/g)].flatMap(([, name]) => name ?? [])
    )
  }
  const fault = (text: string): void => {
    if (tally.faults.length < shownFaults) tally.faults.push(text)
  }

  const message = (): readonly [unknown, unknown] => {
    const name = random.pick(names) as CallName
    if (random.chance(8)) return [wrongName(names, random), random.chance(50) ? {} : exoticValue(random)]
    let input = random.chance(5) ? exoticValue(random) : valueFor(api[name].input)
    if (random.chance(60)) for (let count = 1 + random.below(3); count > 0; count--) input = mutated(input, random)
    // What arrives over IPC is a structured clone; what cannot be cloned is never sent.
    return [name, structuredClone(input)]
  }

  const judge = (name: unknown, input: unknown, answer: Result<unknown>): void => {
    const outcome = answer.ok ? 'ok' : answer.failure.kind
    tally.outcomes.set(outcome, (tally.outcomes.get(outcome) ?? 0) + 1)
    const shown = () => `${String(name).slice(0, 60)} ${safeJson(input).slice(0, 400)}`
    if (!answer.ok) {
      if (!failureKinds.includes(answer.failure.kind as FailureKind)) fault(`a kind that is none: ${shown()}`)
      if (answer.failure.kind === 'internal') fault(`broke off: ${shown()}`)
      if (answer.failure.message === '') fault(`failed without a word: ${shown()}`)
      return
    }
    if (typeof name !== 'string' || !Object.hasOwn(api, name)) {
      fault(`accepted a call that is none: ${shown()}`)
      return
    }
    const call = name as CallName
    tally.accepted.set(call, (tally.accepted.get(call) ?? 0) + 1)
    const parsed = api[call].input.safeParse(input)
    if (!parsed.success) fault(`accepted what does not fit: ${shown()}`)
    else if (/\.(create|update|save)$/.test(call) && !mayAnswerAnother(parsed.data))
      for (const field of changedFields(parsed.data, answer.value)) fault(`stored another ${field}: ${shown()}`)
    learn(answer.value)
  }

  return {
    /** What records are there, so that messages can be about them. */
    learn,
    send: async (): Promise<void> => {
      const [name, input] = message()
      const start = performance.now()
      const answer = await dispatch(name, input)
      tally.slowestMs = Math.max(tally.slowestMs, performance.now() - start)
      tally.messages += 1
      judge(name, input, answer)
    }
  }
}

/** Names and texts that came in and came out as something else. Counters move on, and secrets do not come out. */
function changedFields(parsed: unknown, output: unknown): readonly string[] {
  if (!isRecord(parsed) || !isRecord(output)) return []
  const value = isRecord(parsed.value) ? parsed.value : parsed
  return Object.entries(value).flatMap(([key, given]) => {
    if (key === 'version' && typeof given === 'number') return []
    if (!['string', 'number', 'boolean'].includes(typeof given) || !Object.hasOwn(output, key)) return []
    return output[key] === given ? [] : [key]
  })
}

/** Whether what was there already, as it was, is an answer as well. */
const mayAnswerAnother = (parsed: unknown): boolean => isRecord(parsed) && parsed.unlessThere === true

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return '(no JSON)'
  }
}
