import type { Output } from '@shared/api'
import { ok } from '@shared/result'
import type { OutlineItem } from '@shared/task-log/outline'
import { expect, it } from 'vitest'
import { LogOutline } from '../../../renderer/stores/log-outline'
import { deploymentId, runA } from './fake-log'
import { stagedAnswers } from './staged-answers'

const group = (id: number): OutlineItem => ({
  id,
  kind: 'group',
  run: runA,
  first: id - 1,
  end: id,
  depth: 0,
  name: `Group ${id}`,
  look: 'plain',
  hasEndMarker: false,
  errors: 0,
  from: id,
  to: id
})

/** The outline of a log of one run, in which each of the first lines is a group. */
function outlineOf(groups: number, linesAtFirst: number) {
  const stage = stagedAnswers()
  let lines = linesAtFirst
  const items = Array.from({ length: groups }, (_, i) => group(i + 1))
  const found = (after: number): Output<'log.outline'> => ({
    counts: { lines, runs: [{ run: runA, first: 1, levels: [lines] }] },
    outline: {
      items: items.filter(({ id }) => id > after),
      revision: groups,
      scanned: lines,
      hasMore: false,
      isCut: false
    }
  })
  const outline = new LogOutline(
    { readOutline: ({ after = 0 }) => stage.later(ok(found(after))), later: stage.afterPause },
    deploymentId
  )
  const grow = () => {
    lines += 1
    outline.apply({ blocks: [{ run: runA, level: 'info', first: lines, last: lines }], tail: [], lines })
  }
  return { stage, outline, grow }
}

it('what can be folded of lines that come while an answer is on its way is asked for after it', async () => {
  const { stage, outline, grow } = outlineOf(0, 10)
  void outline.load()
  await stage.answer()
  grow()
  await stage.pass()
  grow()
  await stage.answer()
  expect(stage.pauses()).toBe(1)
  await stage.pass()
  await stage.answer()
  // Nothing has come since.
  expect(stage.pauses()).toBe(0)
})

it('the same holds for lines that come before the first answer', async () => {
  const { stage, outline, grow } = outlineOf(0, 10)
  void outline.load()
  grow()
  await stage.answer()
  expect(outline.counts.lines).toBe(11)
  expect(stage.pauses()).toBe(1)
})

it('what is read anew while an answer is on its way is whole', async () => {
  const { stage, outline, grow } = outlineOf(2, 2)
  void outline.load()
  await stage.answer()
  grow()
  await stage.pass()
  void outline.load()
  await stage.answer()
  expect(outline.partsOf(runA)).toEqual([group(1), group(2)])
})

it('one that was stopped begins again with what is read anew', async () => {
  const { stage, outline, grow } = outlineOf(1, 1)
  void outline.load()
  await stage.answer()
  grow()
  outline.stop()
  expect(stage.pauses()).toBe(0)
  void outline.load()
  await stage.answer()
  grow()
  expect(stage.pauses()).toBe(1)
})
