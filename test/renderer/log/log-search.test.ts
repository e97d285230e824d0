import type { Input, Output } from '@shared/api'
import { ok } from '@shared/result'
import { expect, it } from 'vitest'
import { LogSearching } from '../../../renderer/stores/log-search'
import { deploymentId, everything } from './fake-log'
import { stagedAnswers } from './staged-answers'

const query = { text: 'line', isRegex: false, isCaseSensitive: false, isWholeWord: false }

/** A log in which every line is a hit. */
const foundIn = (lines: number, { from = 0 }: Input<'log.search'>): Output<'log.search'> => {
  const numbers = Array.from({ length: lines }, (_, i) => i + 1).slice(from)
  return {
    count: lines,
    searched: lines,
    lines,
    runs: [{ run: null, count: lines }],
    marks: { parts: [], total: lines },
    hits: { from, numbers, positions: numbers, runs: numbers.map(() => 0), inRun: numbers }
  }
}

it('lines that come while an answer is on its way are searched after it', async () => {
  const stage = stagedAnswers()
  let lines = 10
  const search = new LogSearching(
    { search: input => stage.later(ok(foundIn(lines, input))), later: stage.afterPause },
    deploymentId
  )
  search.start(query, everything)
  lines = 12
  search.grow()
  await stage.answer()
  expect(search.state?.count).toBe(10)
  await stage.pass()
  await stage.answer()
  expect(search.state?.count).toBe(12)
  // Nothing has come since.
  expect(stage.pauses()).toBe(0)
})
