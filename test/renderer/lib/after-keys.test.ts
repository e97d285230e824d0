import { describe, expect, it } from 'vitest'
import { AfterKeys } from '../../../renderer/lib/after-keys'

/** A clock that goes on when it is told to, and what was done at which moment. */
function world() {
  let now = 0
  let timers: { readonly at: number; readonly run: () => void }[] = []
  const done: (readonly [string, number])[] = []
  const keys = new AfterKeys({
    now: () => now,
    later: (run, ms) => {
      const timer = { at: now + ms, run }
      timers.push(timer)
      return () => {
        timers = timers.filter(other => other !== timer)
      }
    }
  })
  const goTo = (moment: number): void => {
    for (;;) {
      const next = timers.filter(({ at }) => at <= moment).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      timers = timers.filter(timer => timer !== next)
      now = next.at
      next.run()
    }
    now = moment
  }
  return {
    done,
    goTo,
    press: (...moments: readonly number[]) => {
      for (const moment of moments) {
        goTo(moment)
        keys.press()
      }
    },
    run: (name: string) => keys.run(() => done.push([name, now]))
  }
}

describe('work that gives way to keys', () => {
  it('is done at once while no keys are pressed', () => {
    const { run, press, goTo, done } = world()
    run('before any key')
    press(1000)
    goTo(1150)
    run('after the last')
    expect(done).toEqual([
      ['before any key', 0],
      ['after the last', 1150]
    ])
  })

  it('waits until 150 ms after the last of several keys, and is then done in the order in which it came', () => {
    const { run, press, goTo, done } = world()
    press(1000)
    goTo(1010)
    run('log')
    press(1100)
    run('runs')
    goTo(1249)
    expect(done).toEqual([])
    goTo(1250)
    expect(done).toEqual([
      ['log', 1250],
      ['runs', 1250]
    ])
  })

  it('is done after the picture of a key once it waited for 400 ms, however fast keys follow each other', () => {
    const { run, press, goTo, done } = world()
    press(1000)
    run('log')
    press(1100, 1200, 1300, 1399, 1410, 1430)
    goTo(1449)
    expect(done).toEqual([])
    goTo(1450)
    expect(done).toEqual([['log', 1450]])
  })

  it('waits anew after each time that it was done', () => {
    const { run, press, goTo, done } = world()
    press(1000)
    run('first')
    press(1100, 1200, 1300, 1400)
    goTo(1440)
    run('second')
    press(1500, 1600, 1700, 1800)
    goTo(1839)
    expect(done).toEqual([['first', 1440]])
    press(1900)
    goTo(1940)
    expect(done).toEqual([
      ['first', 1440],
      ['second', 1940]
    ])
  })

  it('is not done once it is undone', () => {
    const { run, press, goTo, done } = world()
    press(1000)
    const undo = run('log')
    run('runs')
    undo()
    goTo(2000)
    expect(done).toEqual([['runs', 1150]])
  })
})
