import { expect, test } from 'vitest'
import { formatAgo, formatDuration, formatEnd, formatMoment } from '../../../renderer/lib/time'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

test('durations are as exact as anybody needs', () => {
  const spans = [0, 449, 9 * second + 999, 41 * second, 3 * minute + 20 * second, 2 * hour + 5 * minute, -5]
  expect(spans.map(formatDuration)).toEqual(['0.0 s', '0.4 s', '9.9 s', '41 s', '3 min 20 s', '2 h 5 min', '0.0 s'])
})

test('a moment is told by its distance until it is a week old', () => {
  const now = Date.UTC(2026, 4, 20)
  const ago = (span: number) => formatAgo(now - span, now)
  expect([10 * second, 50 * second, 5 * minute, 3 * hour, day, 3 * day].map(ago)).toEqual([
    'just now',
    '1 min ago',
    '5 min ago',
    '3 h ago',
    'yesterday',
    '3 days ago'
  ])
  expect(ago(30 * day)).toContain('2026')
})

test('an end on the same day needs no date', () => {
  const [start, end, nextDay] = [8, 20, 32].map(hours => new Date(2026, 4, 3, hours).getTime()) as [
    number,
    number,
    number
  ]
  expect(formatEnd(end, start)).not.toContain('2026')
  expect(formatEnd(nextDay, start)).toBe(formatMoment(nextDay))
})
