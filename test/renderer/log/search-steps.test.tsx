import type { Input, Output } from '@shared/api'
import { ok } from '@shared/result'
import { act, renderHook } from '@testing-library/react'
import { expect, it } from 'vitest'
import { useSearch } from '../../../renderer/screens/deployment/log/use-search'
import { LogSearching } from '../../../renderer/stores/log-search'
import { deploymentId, everything } from './fake-log'
import { stagedAnswers } from './staged-answers'

const typed = (text: string) => ({ text, isRegex: false, isCaseSensitive: false, isWholeWord: false })
/** Numbers of the lines that hold a text. */
const lines: Readonly<Record<string, readonly number[]>> = { err: [2, 4, 6], 'error 6': [6] }

const foundFor = (text: string): Output<'log.search'> => {
  const numbers = [...(lines[text] ?? [])]
  return {
    count: numbers.length,
    searched: 9,
    lines: 9,
    runs: [{ run: null, count: numbers.length }],
    marks: { parts: [], total: 9 },
    hits: { from: 0, numbers, positions: numbers, runs: numbers.map(() => 0), inRun: numbers }
  }
}

/** A search whose answers come when the test says so. */
function searching() {
  const stage = stagedAnswers()
  const asked: string[] = []
  const search = new LogSearching(
    {
      search: ({ query }: Input<'log.search'>) => {
        asked.push(query.text)
        return stage.later(ok(foundFor(query.text)))
      },
      later: stage.afterPause
    },
    deploymentId
  )
  const { result } = renderHook(() => useSearch(search, everything, null))
  act(() => result.current.open())
  return {
    asked,
    type: (text: string) => act(() => result.current.setQuery(typed(text))),
    close: () => act(() => result.current.close()),
    /** Resolves once somebody has gone to a hit, or knows of none. */
    enter: () => {
      let gone: Promise<number | null> = Promise.resolve(null)
      act(() => {
        gone = result.current.step(1, 0).then(hit => hit?.number ?? null)
      })
      return gone
    },
    answer: () => act(() => stage.answer()),
    pause: () => act(() => new Promise(resolve => setTimeout(resolve, 200))),
    said: () => [result.current.hit?.number ?? null, result.current.current, result.current.state?.count]
  }
}

it('Enter right after the last letter goes to the first hit as soon as it is known, and searches once', async () => {
  const { asked, type, enter, answer, pause, said } = searching()
  type('err')
  const gone = enter()
  await answer()
  expect(await gone).toBe(2)
  await pause()
  expect([asked, said()]).toEqual([['err'], [2, 0, 3]])
})

it('Enter right after another letter goes to a hit of what is typed, not of what was', async () => {
  const { asked, type, enter, answer, pause, said } = searching()
  type('err')
  await pause()
  await answer()
  type('error 6')
  const gone = enter()
  await answer()
  expect(await gone).toBe(6)
  await pause()
  expect([asked, said()]).toEqual([
    ['err', 'error 6'],
    [6, 0, 1]
  ])
})

it('Enter while the answer is on its way waits for it', async () => {
  const { type, enter, answer, pause, said } = searching()
  type('err')
  await pause()
  const gone = enter()
  await answer()
  expect([await gone, said()]).toEqual([2, [2, 0, 3]])
})

it('once an answer is there, Enter goes on from hit to hit', async () => {
  const { type, enter, answer } = searching()
  type('err')
  const first = enter()
  await answer()
  expect([await first, await enter(), await enter(), await enter()]).toEqual([2, 4, 6, 2])
})

it('who types on, or closes the search, after Enter is not taken to a hit', async () => {
  const { type, close, enter, answer, pause, said } = searching()
  type('err')
  const typedOn = enter()
  type('error 6')
  await answer()
  expect(await typedOn).toBeNull()
  await pause()
  const closed = enter()
  close()
  await answer()
  expect([await closed, said()]).toEqual([null, [null, null, 1]])
})
