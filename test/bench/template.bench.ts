import { bindVariables, parse } from '@shared/template/index'
import handlebars from 'handlebars'
import mustache from 'mustache'

/** How often each contestant is timed; the best time counts, because everything else on the machine only adds to it. */
const rounds = 7

/** The same text for each of them. Nothing is escaped for HTML. */
interface Workload {
  readonly name: string
  readonly variables: readonly (readonly [name: string, value: string])[]
  /** Pieces of text with the name of a variable between each two. */
  readonly texts: readonly string[]
  readonly names: readonly string[]
  /** How many times a round renders it. */
  readonly times: number
}

const small: Workload = {
  name: 'a line with three values, 100,000 times',
  variables: [
    ['Host', 'db.example.com'],
    ['Port', '5432'],
    ['User', 'slipway'],
    ...Array.from({ length: 97 }, (_, i) => [`Other${i}`, `value ${i}`] as const)
  ],
  texts: ['Server=', ';Port=', ';User Id=', ';Pooling=true'],
  names: ['Host', 'Port', 'User'],
  times: 100_000
}

const lineLength = 500

const large: Workload = {
  name: 'a file of 5 MB with 10,000 substitutions of 10,000 variables',
  variables: Array.from({ length: 10_000 }, (_, i) => [`Variable${i}`, `the value of ${i}`] as const),
  texts: Array.from({ length: 10_001 }, (_, i) => `${`${i} lorem ipsum `.repeat(40).slice(0, lineLength - 1)}\n`),
  names: Array.from({ length: 10_000 }, (_, i) => `Variable${(i * 7919) % 10_000}`),
  times: 1
}

interface Contestant {
  readonly name: string
  /** Renders one text; what can be prepared has been. */
  readonly render: () => string
}

function contestants({ variables, texts, names }: Workload): readonly Contestant[] {
  const written = (open: string, close: string): string =>
    texts.map((text, i) => text + (names[i] === undefined ? '' : open + names[i] + close)).join('')
  const view = Object.fromEntries(variables)
  const own = written('#{', '}')
  const theirs = written('{{', '}}')
  const bound = bindVariables(variables)
  parse(own)
  const compiled = handlebars.compile(theirs, { noEscape: true })
  mustache.parse(theirs)
  const options = { escape: (text: unknown): string => String(text) }
  return [
    { name: 'Slipway', render: () => bound.evaluate(own).text ?? '' },
    { name: 'Handlebars', render: () => compiled(view) },
    { name: 'Mustache', render: () => mustache.render(theirs, view, {}, options) }
  ]
}

/** Milliseconds of the fastest round. They take turns, so that none has the quieter part of the time. */
function measure(competitors: readonly Contestant[], times: number): readonly number[] {
  const best = competitors.map(() => Number.POSITIVE_INFINITY)
  for (let round = 0; round < rounds; round++) {
    for (const [i, { render }] of competitors.entries()) {
      const start = performance.now()
      // A text that is put together from pieces is one only when somebody looks at its signs.
      for (let n = 0; n < times; n++) looked += render().charCodeAt(17)
      best[i] = Math.min(best[i] ?? 0, performance.now() - start)
    }
  }
  return best
}

let looked = 0

/** Prints how fast templates are evaluated, beside Handlebars and Mustache with what they prepare out of the way. */
export async function run(): Promise<void> {
  for (const workload of [small, large]) {
    const competitors = contestants(workload)
    const [expected, ...others] = competitors.map(({ render }) => render())
    if (expected === undefined || others.some(text => text !== expected)) throw new Error('The texts differ.')
    const times = measure(competitors, workload.times)
    console.log(`\n${workload.name}`)
    for (const [i, { name }] of competitors.entries()) report(name, times[i] ?? 0, times[0] ?? 0, workload, expected)
  }
  first()
  if (looked < 0) console.log(looked)
}

function report(name: string, time: number, own: number, { times }: Workload, text: string): void {
  const perSecond = Math.round((times * 1000) / time).toLocaleString('en-GB')
  const megabytes = ((text.length * times) / 1000 / time).toFixed(0)
  const ratio = (time / own).toFixed(2)
  console.log(`${name}: ${perSecond} templates/s, ${megabytes} MB/s; Slipway is ${ratio}x as fast`)
}

/** With nothing prepared: the variables are put in place and the file is read. */
function first(): void {
  const text = `${large.texts.map((piece, i) => piece + (large.names[i] ? `#{${large.names[i]}}` : '')).join('')}\n`
  const times = Array.from({ length: rounds }, (_, i) => {
    const start = performance.now()
    // Another text each time, because texts that have been read are remembered.
    bindVariables(large.variables)
      .evaluate(text + i, { haltOnError: false })
      .text?.charCodeAt(17)
    return performance.now() - start
  })
  console.log(
    `\nThe file for the first time, with reading it and binding the variables: ${Math.min(...times).toFixed(0)} ms`
  )
}
