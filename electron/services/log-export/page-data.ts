import { type Deployment, type DeploymentEvent, isOpen } from '@shared/deployment'
import { DeploymentFold, summarize } from '@shared/deployment-reducer'
import type { RunId } from '@shared/ids'
import { type LogLine, logLevels } from '@shared/log'
import { placeName } from '@shared/plan/places'
import { stageNumber } from '@shared/plan/plan'
import { ReplayAxis } from '@shared/replay/axis'
import { marksOf } from '@shared/replay/marks'
import { lookOf, type StateName, type StateTone, stateLetters, stateOf, states } from '@shared/state-looks'
import { type AnsiStyle, parseAnsi, plainText } from '@shared/task-log/ansi'
import { runColours } from '@shared/task-log/palette'

/** A time of the page: milliseconds since the deployment was queued. */
type Offset = number
type Changes = readonly (readonly [at: Offset, state: StateName])[]
/** How a state looks on the page; without a letter where only the whole can be in it. */
type Look = readonly [word: string, tone: StateTone, letter?: string]

/** What the page knows besides the lines; `resources/export/page.js` reads it. */
export interface PageData {
  /** Milliseconds since 1970 UTC; all other times count from it. */
  readonly base: number
  readonly startedAt: Offset
  readonly lines: number
  readonly levels: readonly string[]
  readonly streams: readonly string[]
  readonly places: readonly string[]
  readonly stages: readonly { readonly number: string; readonly name: string }[]
  readonly runs: readonly {
    readonly stage: number
    readonly place: number
    /** As links to lines have it: position in the plan from 1; null for this machine. */
    readonly target: number | null
    readonly changes: Changes
    /** When it was attempted for the second time, the third time, and so on; absent where it was not. */
    readonly attempts?: readonly (readonly [Offset, number])[]
  }[]
  /** States of the deployment: the outcome once it is over. */
  readonly states: Changes
  readonly looks: Readonly<Record<StateName, Look>>
  readonly marks: readonly { readonly at: Offset; readonly kind: string; readonly label: string }[]
  readonly track: { readonly moments: readonly Offset[]; readonly positions: readonly number[] }
  readonly styles: readonly PageStyle[]
}

interface PageStyle {
  readonly light: Colours
  readonly dark: Colours
  readonly bold?: true
  readonly italic?: true
  readonly underline?: true
}
type Colours = readonly [colour: string | null, behind: string | null]

/** A line of the page: number, time, run, level, stream, text or texts with the numbers of their styles in turn. */
export type PageLine = readonly [
  number: number,
  at: Offset,
  run: number,
  level: number,
  stream: number,
  text: string | readonly (string | number)[]
]

export const pageStreams = ['stdout', 'stderr', 'slipway'] as const

/** Turns lines of the log into lines of the page, and gathers their styles. */
export class PageLines {
  readonly styles: PageStyle[] = []
  readonly #base: number
  readonly #runs: ReadonlyMap<RunId, number>
  readonly #known = new Map<string, number>()

  constructor(deployment: Deployment) {
    this.#base = deployment.queuedAt
    this.#runs = new Map(deployment.plan.stages.flatMap(stage => stage.runs).map((run, i) => [run.id, i]))
  }

  of({ number, at, run, level, stream, text }: LogLine): PageLine {
    const position = run === null ? -1 : (this.#runs.get(run) ?? -1)
    const place = [position, logLevels.indexOf(level), pageStreams.indexOf(stream)] as const
    return [number, at - this.#base, ...place, this.#textOf(text)]
  }

  #textOf(text: string): PageLine[5] {
    const runs = parseAnsi(text)
    const styled = runs.map(run => [run.text, this.#styleOf(run.style)] as const)
    return styled.every(([, style]) => style < 0) ? plainText(text) : styled.flat()
  }

  /** Position among the styles; -1 for ordinary text. */
  #styleOf(style: AnsiStyle): number {
    const [light, dark] = (['light', 'dark'] as const).map((scheme): Colours => {
      const { color = null, backgroundColor = null } = runColours(style, scheme)
      return [color, backgroundColor]
    })
    const { bold, italic, underline } = style
    if (!light || !dark || (light[0] === null && !bold && !italic && !underline)) return -1
    const made: PageStyle = {
      light,
      dark,
      ...(bold ? { bold } : {}),
      ...(italic ? { italic } : {}),
      ...(underline ? { underline } : {})
    }
    const key = JSON.stringify(made)
    const known = this.#known.get(key) ?? this.styles.push(made) - 1
    this.#known.set(key, known)
    return known
  }
}

/** What the page shows of a deployment and plays again. */
export function pageData(
  deployment: Deployment,
  events: readonly DeploymentEvent[],
  styles: PageData['styles'],
  lines: number
): PageData {
  const { plan, queuedAt: base } = deployment
  const history = historyOf(events)
  const axis = new ReplayAxis(events.map(event => event.at))
  const places = [...new Set(plan.stages.flatMap(stage => stage.runs.map(run => run.targetId)))]
  const since = (at: number): Offset => Math.max(0, at - base)
  const changesOf = (changes: Changes | undefined): Changes => (changes ?? []).map(([at, state]) => [since(at), state])
  return {
    base,
    startedAt: since(('startedAt' in deployment ? deployment.startedAt : null) ?? base),
    lines,
    levels: logLevels,
    streams: pageStreams,
    places: places.map(targetId => placeName(plan, { targetId })),
    stages: plan.stages.map(stage => ({ number: stageNumber(stage), name: stage.name })),
    runs: plan.stages.flatMap((stage, index) =>
      stage.runs.map(run => {
        const target = plan.targets.findIndex(({ id }) => id === run.targetId)
        return {
          stage: index,
          place: places.indexOf(run.targetId),
          target: target < 0 ? null : target + 1,
          changes: changesOf(history.runs.get(run.id)),
          ...attemptsOf(history.attempts.get(run.id) ?? [], since)
        }
      })
    ),
    states: changesOf(history.states),
    looks,
    marks: marksOf(events).map(mark => ({ ...mark, at: since(mark.at) })),
    track: trackOf(axis, since),
    styles
  }
}

const attemptsOf = (attempts: readonly (readonly [number, number])[], since: (at: number) => Offset) =>
  attempts.length === 0 ? {} : { attempts: attempts.map(([at, attempt]) => [since(at), attempt] as const) }

/** The points between which time goes evenly. */
function trackOf(axis: ReplayAxis, since: (at: number) => Offset): PageData['track'] {
  const positions = [...new Set([0, ...axis.silences.flatMap(({ from, to }) => [from, to]), axis.length])]
  const even = positions.length === 1 ? [0, 0] : positions
  return { positions: even, moments: even.map(position => since(axis.momentAt(position))) }
}

interface History {
  readonly states: [number, StateName][]
  readonly runs: Map<RunId, [number, StateName][]>
  /** From the second attempt on. */
  readonly attempts: Map<RunId, [number, number][]>
}

const looks = Object.fromEntries(
  Object.entries(states).map(([state, { word, tone }]): [string, Look] => {
    const letter = stateLetters[state as StateName]
    return [state, letter === undefined ? [word, tone] : [word, tone, letter]]
  })
) as Record<StateName, Look>

/** When what became what. */
function historyOf(events: readonly DeploymentEvent[]): History {
  const fold = new DeploymentFold()
  const history: History = { states: [], runs: new Map(), attempts: new Map() }
  for (const [index, event] of events.entries()) {
    fold.add({ ...event, seq: index + 1 })
    const state = fold.peek()
    if (state === null || event.kind === 'output' || event.kind === 'run-progress') continue
    note(history.states, event.at, state.state === 'finished' ? stateOf(summarize(state)) : state.state)
    // An event about one run changes that run; any other may change all of them.
    const changed = 'run' in event && event.run !== null ? [event.run] : (Object.keys(state.runs) as RunId[])
    for (const run of changed) {
      const changes = history.runs.get(run) ?? []
      history.runs.set(run, changes)
      const now = state.runs[run]
      note(changes, event.at, now === undefined ? 'pending' : lookOf(now))
      const attempt = now?.attempt ?? 0
      const attempts = history.attempts.get(run) ?? []
      if (attempt < 2 || attempts.at(-1)?.[1] === attempt) continue
      history.attempts.set(run, [...attempts, [event.at, attempt]])
    }
  }
  return history
}

function note(changes: [number, StateName][], at: number, state: StateName): void {
  if (changes.at(-1)?.[1] !== state) changes.push([at, state])
}

/** How a deployment ended, in a sentence. */
export const endOf = (deployment: Deployment): string =>
  deployment.state === 'finished'
    ? deployment.summary
    : isOpen(deployment)
      ? 'It was still running when this file was written.'
      : 'It was interrupted, and nobody has continued it yet.'
