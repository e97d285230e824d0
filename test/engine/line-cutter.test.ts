import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CutAt, createLineCutter } from '../../electron/engine/line-cutter'

const cutThere: CutAt = (_, at) => at

const cutUp = (chunks: readonly string[], limit = 1000, cutAt = cutThere) => {
  const cutter = createLineCutter(cutAt, Buffer.from('<hidden>'), limit)
  const blocks = chunks.flatMap(chunk => cutter.push(Buffer.from(chunk)).map(String))
  const last = cutter.end()
  return last === null ? blocks : [...blocks, String(last)]
}

describe('cutting a stream into lines', () => {
  it('passes whole lines on and keeps the rest until it is whole', () => {
    expect(cutUp(['a\nb\nc', 'd', '\ne\n', 'f'])).toEqual(['a\nb\n', 'cd\ne\n', 'f'])
  })

  it('cuts a line without end at the limit', () => {
    expect(cutUp(['12345', '67890', 'x\ny'], 4)).toEqual(['1234', '5678', '90x\n', 'y'])
  })

  it('hides the rest of a line that nobody can cut, up to its end', () => {
    expect(cutUp(['ab', 'cdef', 'ghi\nj', 'k\n'], 3, () => null)).toEqual(['<hidden>', 'jk\n'])
  })

  it('loses and adds nothing, and never holds more than the limit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '\n') })),
        fc.integer({ min: 1, max: 10 }),
        (chunks, limit) => {
          const blocks = cutUp(chunks, limit)
          expect(blocks.join('')).toBe(chunks.join(''))
          for (const block of blocks) if (!block.includes('\n')) expect(block.length).toBeLessThanOrEqual(limit)
        }
      )
    )
  })
})
