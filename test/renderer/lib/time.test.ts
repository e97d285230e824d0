import { expect, test } from 'vitest'
import { timeTaken } from '../../../renderer/components/log/time'
import { formatAgo, formatDuration, formatEnd, formatMoment, formatTurn } from '../../../renderer/lib/time'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

test('durations are as exact as anybody needs', () => {
  const spans = [0, 449, 41 * second, 3 * minute + 20 * second, 2 * hour + 5 * minute, -5]
  expect(spans.map(formatDuration)).toEqual(['0.0 s', '0.4 s', '41 s', '3 min 20 s', '2 h 5 min', '0.0 s'])
})

test('durations are rounded as those in a log are', () => {
  const spans = [1449, 6560, 9949, 9950, 12_600, 59_499, 59_500, 2 * minute - 400]
  expect(spans.map(formatDuration)).toEqual([
    '1.4 s',
    '6.6 s',
    '9.9 s',
    '10 s',
    '13 s',
    '59 s',
    '1 min 0 s',
    '2 min 0 s'
  ])
  expect(spans.slice(0, 3).map(formatDuration)).toEqual(spans.slice(0, 3).map(timeTaken))
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
  const [minutes, hours] = [59.4, 59.5].map(count => ago(count * minute))
  expect([minutes, hours, ago(hour), ago(day - 1)]).toEqual(['59 min ago', '1 h ago', '1 h ago', '23 h ago'])
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

test('what is to happen is told with its day of the week, and with seconds only where there are some', () => {
  const at = (seconds: number) => formatTurn(new Date(2026, 10, 30, 6, 0, seconds).getTime())
  expect(at(0)).toContain('Mon')
  expect(at(0)).not.toContain('00:00')
  expect(at(30)).toContain('00:30')
})
