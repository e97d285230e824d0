import type { Deployment, DeploymentEvent, DeploymentFact } from '@shared/deployment'
import { applyEvent, foldEvents } from '@shared/deployment-reducer'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { Course } from './course'
import { Rules } from './rules'
import { worlds } from './worlds'

/** `npm run fuzz` asks for more. */
const total = Number(process.env.SLIPWAY_FUZZ_SCHEDULES ?? 2000)
const seed = process.env.SLIPWAY_FUZZ_SEED === undefined ? {} : { seed: Number(process.env.SLIPWAY_FUZZ_SEED) }

const tally = new Map<string, number>()
const count = (what: string, by = 1) => tally.set(what, (tally.get(what) ?? 0) + by)
const startedAt = performance.now()

/** The way to a broken rule, as one reads it. */
const told = (facts: readonly DeploymentFact[]): string =>
  facts.map(fact => JSON.stringify(fact.kind === 'queued' ? { ...fact, plan: undefined } : fact)).join('\n')

const counted = new Set<DeploymentFact['kind']>([
  'run-started',
  'asked',
  'cancel-requested',
  'interrupted',
  'resumed',
  'finished'
])

describe('any process under any circumstances', () => {
  it('keeps to the rules of groups, windows, conditions, questions and ends, and never stands still', () => {
    fc.assert(
      fc.property(worlds, world => {
        const course = new Course(world, new Rules(world.plan))
        try {
          course.run()
          count('courses')
          count('facts', course.facts.length)
          for (const fact of course.facts) if (counted.has(fact.kind)) count(fact.kind)
        } catch (error) {
          throw new Error(`${String(error)}\n${told(course.facts)}`, { cause: error })
        }
      }),
      { numRuns: total, ...seed }
    )
  }, 1_200_000)

  it('adds up to the same state event by event and as a whole', () => {
    const nothing = { before: () => undefined, idle: () => undefined }
    fc.assert(
      fc.property(worlds, world => {
        const events = new Course(world, nothing)
          .run()
          .map((fact, i): DeploymentEvent => ({ ...fact, seq: i + 1, at: 100 + i }))
        let state: Deployment | null = null
        for (const event of events) state = applyEvent(state, event)
        expect(foldEvents(events)).toEqual(state)
      }),
      { numRuns: Math.ceil(total / 20), ...seed }
    )
  }, 1_200_000)
})

afterAll(() => {
  if (process.env.SLIPWAY_FUZZ_SCHEDULES === undefined) return
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
  const figures = [...tally].map(([what, number]) => `${number} ${what}`).join(', ')
  process.stdout.write(`\nSchedules: ${figures} in ${seconds} s${'seed' in seed ? `, seed ${seed.seed}` : ''}\n`)
})
