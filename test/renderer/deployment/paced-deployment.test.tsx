import type { Deployment } from '@shared/deployment'
import { applyEvents } from '@shared/deployment-reducer'
import type { Plan } from '@shared/plan/plan'
import { act, fireEvent, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { usePacedDeployment } from '../../../renderer/screens/deployment/use-paced-deployment'
import { at, live, livePlan, type Story, started, steps, succeeds, told } from '../../support/live'

const planFor = (targets: number): Plan => {
  const on = Array.from({ length: targets }, (_, index) => index + 1)
  return livePlan(targets, [
    { name: 'Install', on },
    { name: 'Verify', on }
  ])
}
const beginning: Story = [started, steps(1)]

/** What is drawn of a deployment to so many targets, as more and more of it happens. */
function drawn(targets: number) {
  const plan = planFor(targets)
  let story: Story = beginning
  let deployment = live(plan, story)
  const { result, rerender } = renderHook(props => usePacedDeployment(props.deployment), {
    initialProps: { deployment }
  })
  return {
    goOn: (...more: Story): Deployment => {
      story = [...story, ...more]
      const news = told(plan, story).filter(event => event.seq > deployment.seq)
      deployment = applyEvents(deployment, news)
      rerender({ deployment })
      return deployment
    },
    shown: () => result.current
  }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('what is drawn of a deployment', () => {
  it('follows each news while it is small', () => {
    const { goOn, shown } = drawn(3)
    const now = goOn(succeeds(at(1, 1)))
    expect(shown()).toBe(now)
  })

  it('follows at a pace how the runs of a large one get on, however steadily they do', () => {
    const { goOn, shown } = drawn(300)
    const before = shown()
    for (const target of [1, 2, 3]) {
      goOn(succeeds(at(1, target)))
      act(() => vi.advanceTimersByTime(80))
    }
    expect(shown()).toBe(before)
    const last = goOn(succeeds(at(1, 4)))
    expect(shown()).toBe(before)
    act(() => vi.advanceTimersByTime(10))
    expect(shown()).toBe(last)
  })

  it('puts off how the runs of a large one get on while keys follow each other', () => {
    const { goOn, shown } = drawn(300)
    const before = shown()
    const news = goOn(succeeds(at(1, 1)))
    act(() => vi.advanceTimersByTime(200))
    fireEvent.keyDown(window, { key: 'j' })
    act(() => vi.advanceTimersByTime(149))
    expect(shown()).toBe(before)
    act(() => vi.advanceTimersByTime(1))
    expect(shown()).toBe(news)
  })

  it('keeps nothing back that a person waits for, however large it is', () => {
    const { goOn, shown } = drawn(300)
    goOn(succeeds(at(1, 1)))
    const paused = goOn({ kind: 'paused', by: 'ada' })
    expect(shown()).toBe(paused)
  })
})
