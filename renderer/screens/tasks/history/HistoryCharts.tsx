import '@mantine/charts/styles.css'
import { BarChart, LineChart } from '@mantine/charts'
import type { StatisticsBucket } from '@shared/dashboard-calls'
import { successRate } from '@shared/statistics/statistics'
import { percentOf } from '@shared/statistics/words'
import type { ReactNode } from 'react'
import { Card } from '../../../components/Card'
import { formatDuration } from '../../../lib/time'
import { dateTicks, spanTicks, spanTickWords } from './axes'
import { bucketWords } from './bucket-words'
import classes from './history.module.css'

interface Shape {
  readonly name: string
  readonly label: string
  readonly color: string
  /** What tells it from the others without colour. */
  readonly shape: 'full' | 'striped' | 'dotted' | 'line' | 'dashed'
}

const ends: readonly Shape[] = [
  { name: 'succeeded', label: 'Succeeded', color: 'var(--sw-good)', shape: 'full' },
  { name: 'failed', label: 'Failed', color: 'var(--sw-bad)', shape: 'striped' },
  { name: 'other', label: 'Cancelled, expired or handed over', color: 'var(--sw-still)', shape: 'dotted' }
]
const durations: readonly Shape[] = [
  { name: 'median', label: 'Median', color: 'var(--sw-live)', shape: 'line' },
  { name: 'p90', label: 'Nine of ten took less', color: 'var(--sw-warn)', shape: 'dashed' }
]
const rates: readonly Shape[] = [{ name: 'rate', label: 'Success', color: 'var(--sw-good)', shape: 'line' }]

const seriesOf = (shapes: readonly Shape[]) => shapes.map(({ name, label, color }) => ({ name, label, color }))

// What is drawn is not for the keyboard: the table says the same. The margin has room for the uppermost number, and for
// the word below the last day.
const quiet = { accessibilityLayer: false, margin: { top: 10, right: 24 } } as const
// A dashed line with hollow dots, so that the two are told apart without colour.
const hollow = {
  strokeDasharray: '6 4',
  dot: { r: 4, fill: 'var(--sw-surface)', strokeWidth: 2, strokeDasharray: '0' }
}
const still = { isAnimationActive: false } as const

/** How often, how long and how well, as pictures. The same numbers stand in a table. */
export function HistoryCharts({ buckets }: { readonly buckets: readonly StatisticsBucket[] }) {
  const data = buckets.map(bucket => ({
    when: bucketWords(bucket),
    succeeded: bucket.succeeded,
    failed: bucket.failed,
    other: bucket.other,
    median: bucket.medianMs,
    p90: bucket.p90Ms,
    rate: successRate(bucket)
  }))
  const days = dateTicks(buckets)
  const words = new Map(days.map(({ index, label }) => [data[index]?.when, label]))
  const xAxisProps = {
    ticks: days.flatMap(({ index }) => data[index]?.when ?? []),
    tickFormatter: (when: string) => words.get(when) ?? when,
    interval: 0
  } as const
  const common = { h: 190, data, dataKey: 'when', withLegend: false, tickLine: 'none', xAxisProps } as const
  const spans = spanTicks(Math.max(0, ...buckets.map(({ medianMs, p90Ms }) => Math.max(medianMs ?? 0, p90Ms ?? 0))))
  return (
    <div className={classes.charts}>
      <Figure title="How often" shapes={ends}>
        <BarChart
          {...common}
          type="stacked"
          series={seriesOf(ends)}
          barProps={({ name }) => ({ ...still, fill: fillOf(name) })}
          barChartProps={quiet}
          yAxisProps={{ allowDecimals: false, width: 36 }}
        >
          <Patterns />
        </BarChart>
      </Figure>
      <Figure title="How long" shapes={durations}>
        <LineChart
          {...common}
          series={seriesOf(durations)}
          lineProps={({ name }) => ({ ...still, ...(name === 'p90' ? hollow : {}) })}
          lineChartProps={quiet}
          curveType="linear"
          connectNulls={false}
          valueFormatter={formatDuration}
          yAxisProps={{
            width: 80,
            ticks: [...spans],
            domain: [0, spans.at(-1) ?? 0],
            tickFormatter: spanTickWords,
            interval: 0
          }}
        />
      </Figure>
      <Figure title="How well" shapes={rates}>
        <LineChart
          {...common}
          series={seriesOf(rates)}
          lineProps={still}
          lineChartProps={quiet}
          curveType="linear"
          connectNulls={false}
          valueFormatter={percentOf}
          yAxisProps={{ domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1], interval: 0, width: 60 }}
        />
      </Figure>
    </div>
  )
}

interface FigureProps {
  readonly title: string
  readonly shapes: readonly Shape[]
  readonly children: ReactNode
}

function Figure({ title, shapes, children }: FigureProps) {
  return (
    <Card>
      <figure className={classes.figure} aria-label={title}>
        <figcaption className={classes.caption}>
          <h2 className={classes.title}>{title}</h2>
          <ul className={classes.legend}>
            {shapes.map(({ name, label, color, shape }) => (
              <li key={name}>
                <svg width={18} height={12} aria-hidden style={{ color }}>
                  <Swatch name={name} shape={shape} />
                </svg>
                {label}
              </li>
            ))}
          </ul>
        </figcaption>
        <div aria-hidden>{children}</div>
      </figure>
    </Card>
  )
}

function Swatch({ name, shape }: Pick<Shape, 'name' | 'shape'>) {
  if (shape === 'line' || shape === 'dashed')
    return (
      <line
        x1={0}
        x2={18}
        y1={6}
        y2={6}
        stroke="currentColor"
        strokeWidth={2}
        {...(shape === 'line' ? {} : { strokeDasharray: '5 3' })}
      />
    )
  return <rect width={18} height={12} rx={2} fill={fillOf(name)} />
}

const fillOf = (name: string): string =>
  name === 'succeeded' ? 'var(--sw-good)' : name === 'failed' ? 'url(#history-failed)' : 'url(#history-other)'

/** Stripes and dots, so that no end is told by its colour alone. */
const Patterns = () => (
  <defs>
    <pattern id="history-failed" width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect width={6} height={6} className={classes.failedBack} />
      <rect width={3} height={6} className={classes.failedFront} />
    </pattern>
    <pattern id="history-other" width={6} height={6} patternUnits="userSpaceOnUse">
      <rect width={6} height={6} className={classes.otherBack} />
      <circle cx={3} cy={3} r={1.5} className={classes.otherFront} />
    </pattern>
  </defs>
)
