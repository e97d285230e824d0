import { fail } from '@shared/result'
import type { RunDeployment } from '../../services/ports'
import type { SeededClock } from './seeded-clock'
import { scriptOf, valueIn } from './sent-script'

type Request = Parameters<RunDeployment>[0]
type Ports = Request['ports']
type Place = Parameters<Ports['connect']>[0]
type Connected = Extract<Awaited<ReturnType<Ports['connect']>>, { readonly ok: true }>['value']

/** What a script tells: what it writes, when, and how it exits. */
export interface Told {
  /** What it writes, each after a pause in milliseconds. */
  readonly says: readonly { readonly afterMs: number; readonly text: string }[]
  readonly exitCode: number
}

/** What a step on a place tells; `value` reads the variables that its script was sent. */
export type Tell = (step: string, place: string, value: (name: string) => string) => Told

/** The first line of each log that was filled in. */
export const simulatedLine = 'Simulated: this deployment belongs to the history that the demo begins with. Nothing ran.'

/**
 * Runs deployments by the engine as it is, over places that only tell what scripts would have written, in the time of a
 * seeded clock: planned, masked, recorded and folded like all others.
 */
export const simulating =
  (run: RunDeployment, clock: SeededClock, tell: Tell): RunDeployment =>
  async request => {
    const { ports } = request
    const recorded: Promise<void>[] = []
    /** The clock goes on when everything that runs waits for it. */
    const look = (): void => {
      const running = Object.values(ports.state().runs).filter(({ state }) => state === 'running').length
      if (running > 0 && clock.waiting >= running) clock.advance()
    }
    // Nobody has to wait for the disk before the end: nothing happens that could be lost.
    const emit: Ports['emit'] = async fact => {
      const written = ports.emit(fact)
      written.catch(() => undefined)
      recorded.push(written)
      look()
    }
    const wait = async (ms: number): Promise<void> => {
      const woken = clock.wait(ms)
      look()
      await woken
    }
    if (ports.state().state === 'queued')
      await emit({ kind: 'output', run: null, stream: 'slipway', level: 'highlight', lines: 1, text: simulatedLine })
    const connect: Ports['connect'] = async place => ({ ok: true, value: simulatedPlace(request, place, wait, tell) })
    await run({ ...request, ports: { ...ports, emit, connect, sleep: passMoments } })
    await Promise.all(recorded)
  }

/** A moment passes; what the engine waits for beyond that never comes, because only what runs takes time. */
const passMoments: Ports['sleep'] = (ms, signal) =>
  new Promise(resolve => {
    if (ms <= 0 || signal?.aborted) setImmediate(resolve)
    else signal?.addEventListener('abort', () => resolve(), { once: true })
  })

function simulatedPlace(
  { ports, plan }: Request,
  place: Place,
  wait: (ms: number) => Promise<void>,
  tell: Tell
): Connected {
  const targetId = place === 'here' ? null : place.id
  const placeName = place === 'here' ? 'here' : place.name
  /** A place runs one step at a time. */
  const stepNow = (): string => {
    const { runs } = ports.state()
    const stage = plan.stages.find(({ runs: planned }) =>
      planned.some(run => run.targetId === targetId && runs[run.id]?.state === 'running')
    )
    return stage?.name ?? ''
  }
  const exec: Connected['exec'] = (command, output) => {
    const perform = async () => {
      const script = scriptOf(command.stdin)
      // Anything else only tidies up.
      if (script === null) return { kind: 'exited', code: 0 } as const
      const write = async (text: string) => output('stdout', Buffer.from(`${text}\n`))
      const { says, exitCode } = tell(stepNow(), placeName, name => valueIn(script, name))
      await write(script.announcement)
      for (const { afterMs, text } of says) {
        await wait(afterMs)
        await write(text)
      }
      return { kind: 'exited', code: exitCode } as const
    }
    return { ended: perform(), abandon: () => undefined }
  }
  return {
    gone: new Promise(() => undefined),
    answers: async () => true,
    exec,
    download: nothingIsThere,
    send: nothingIsThere,
    close: () => undefined
  }
}

const nothingIsThere = async () =>
  fail<never>({ kind: 'not-found', message: 'The history of the demo has no files.', remedy: '' })
