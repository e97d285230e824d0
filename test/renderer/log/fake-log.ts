import type { Output } from '@shared/api'
import type { LogLevel } from '@shared/deployment'
import type { DeploymentId, RunId } from '@shared/ids'
import { type LogFilter, type LogLine, lets } from '@shared/log'
import { ok, type Result } from '@shared/result'
import { type LogGrowth, LogLines, type LogLinesPorts } from '../../../renderer/stores/log-lines'

export const deploymentId = 'deployment-0000000001' as DeploymentId
export const runA = '1.target-0000000001' as RunId
export const runB = '1.target-0000000002' as RunId
export const everything: LogFilter = { runs: null, levels: null }

export interface Block {
  readonly run?: RunId | null
  readonly level?: LogLevel
  readonly lines: number
}

/** A log in memory that answers pages as the main process does, and remembers how often it was asked. */
export class FakeLog {
  readonly lines: LogLine[] = []
  readonly asked: number[] = []
  #frames: (() => void)[] = []
  #held: (() => void)[] | null = null

  /** Writes lines and answers what a push would tell of them. `tail` limits how much text it carries. */
  append(blocks: readonly Block[], tail = 500): LogGrowth {
    const grown = blocks.map(({ run = null, level = 'info', lines }) => {
      const first = this.lines.length + 1
      for (let index = 0; index < lines; index += 1) {
        const number = this.lines.length + 1
        this.lines.push({ number, at: number, run, level, stream: 'stdout', text: `line ${number}` })
      }
      return { run, level, first, last: this.lines.length }
    })
    return { blocks: grown, tail: this.lines.slice(-tail), lines: this.lines.length }
  }

  /** Answers to calls wait until `release`. */
  hold(): void {
    this.#held = []
  }

  async release(): Promise<void> {
    const held = this.#held ?? []
    this.#held = null
    for (const answer of held) answer()
    await settle()
  }

  ports: LogLinesPorts = {
    readPage: input => {
      this.asked.push(input.from)
      const answer = this.#page(input.filter as LogFilter, input.from, input.count)
      const held = this.#held
      return held ? new Promise(done => held.push(() => done(answer))) : Promise.resolve(answer)
    },
    onFrame: run => this.#frames.push(run)
  }

  /** Draws a frame; answers how many updates ran in it. */
  frame(): number {
    const frames = this.#frames.splice(0)
    for (const run of frames) run()
    return frames.length
  }

  open(filter: LogFilter = everything): LogLines {
    return new LogLines(this.ports, deploymentId, filter)
  }

  #page(filter: LogFilter, from: number, count: number): Result<Output<'log.page'>> {
    const isWhole = filter.runs === null && filter.levels === null
    const shown = isWhole ? this.lines : this.lines.filter(line => lets(filter, line))
    const start = Math.max(0, from < 0 ? shown.length + from : from)
    return ok({ total: shown.length, from: start, lines: shown.slice(start, start + count) })
  }
}

/** Lets everything that waits for an answer go on. */
export const settle = (): Promise<void> => new Promise(done => setTimeout(done, 0))
