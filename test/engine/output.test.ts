import type { OutputFact } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StartedProcess } from '../../electron/engine/commands'
import { lineLimit } from '../../electron/engine/line-cutter'
import { createRunOutput, type OutputOptions } from '../../electron/engine/output'
import { textLimit } from '../../electron/engine/output-text'
import { createRedactor } from '../../electron/engine/redactor'
import type { ServiceMessage } from '../../electron/engine/service-messages'

const run = '1.here' as RunId
const nonce = 'a'.repeat(32)
const base64 = (text: string) => Buffer.from(text).toString('base64')
const start = `slipway-start ${nonce} 12 12 /home/a b/work\n`

/** An output whose clock and timers the test drives: `tick` lets the coalescing time pass. */
function open(changes: Partial<OutputOptions> & { readonly secrets?: readonly string[] } = {}) {
  const facts: OutputFact[] = []
  const messages: ServiceMessage[] = []
  const started: StartedProcess[] = []
  const redactor = createRedactor(changes.secrets ?? [])
  let now = 0
  let wake: () => void = () => undefined
  const output = createRunOutput({
    run,
    nonce,
    isLast: false,
    redactor,
    ports: {
      now: () => now,
      sleep: (_, signal) =>
        new Promise(resolve => {
          wake = resolve
          signal?.addEventListener('abort', () => resolve())
        })
    },
    record: async fact => {
      facts.push(fact)
    },
    onMessage: message => {
      messages.push(message)
      if (message.name === 'mask') redactor.add([message.values.get('value') ?? ''])
    },
    onStarted: process => started.push(process),
    ...changes
  })
  const tick = async () => {
    now += 16
    wake()
    await Promise.resolve()
    await Promise.resolve()
  }
  const said = () => facts.map(({ stream, level, text }) => `${stream} ${level} ${text}`)
  return { output, facts, messages, started, tick, said, advance: (ms: number) => (now += ms) }
}

/** Feeds chunks one coalescing time apart, after the announcement. */
async function feed(
  chunks: readonly (string | Uint8Array | readonly ['stderr', string])[],
  secrets: readonly string[] = []
) {
  const opened = open({ secrets })
  void opened.output.write('stdout', Buffer.from(start))
  for (const chunk of chunks) {
    opened.advance(16)
    if (typeof chunk === 'string') void opened.output.write('stdout', Buffer.from(chunk))
    else if (chunk instanceof Uint8Array) void opened.output.write('stdout', chunk)
    else void opened.output.write(chunk[0], Buffer.from(chunk[1]))
  }
  await opened.output.end()
  return opened
}

describe('the output of a run', () => {
  it('becomes facts of whole lines, counted, without the last line break', async () => {
    const { facts, started } = await feed(['one\ntwo\nthr', 'ee\n\n'])
    expect(started).toEqual([{ pid: 12, group: 12, folder: '/home/a b/work' }])
    expect(facts).toEqual([
      { kind: 'output', run, stream: 'stdout', level: 'info', lines: 2, text: 'one\ntwo' },
      { kind: 'output', run, stream: 'stdout', level: 'info', lines: 2, text: 'three\n' }
    ])
  })

  it('is told without the word that a last script took its folder along', async () => {
    const left = `slipway-left ${nonce}`
    const opened = open({ isLast: true })
    void opened.output.write('stdout', Buffer.from(`${start}half a line${left}`))
    void opened.output.write('stdout', Buffer.from(', and from a child\n'))
    await opened.output.end()
    expect([opened.said(), opened.output.hasLeft()]).toEqual([['stdout info half a line, and from a child'], true])
    const early = await feed([`${left}\n`])
    expect([early.said(), early.output.hasLeft()]).toEqual([[`stdout info ${left}`], false])
  })

  it('counts lines on stderr as errors', async () => {
    expect((await feed([['stderr', 'oops\n']])).said()).toEqual(['stderr error oops'])
  })

  it('keeps the last line although it has no line break', async () => {
    expect((await feed(['a\nb'])).said()).toEqual(['stdout info a', 'stdout info b'])
  })

  it('takes CRLF for LF and keeps carriage returns within a line', async () => {
    expect((await feed(['a\r\n50%\r100%\r\nb\r'])).said()).toEqual(['stdout info a\n50%\r100%', 'stdout info b'])
  })

  it('replaces bytes that are no UTF-8', async () => {
    expect((await feed([Uint8Array.of(0x61, 0xff, 0xe2, 0x82, 0x0a)])).said()).toEqual(['stdout info a\ufffd\ufffd'])
  })

  it('does not tear a character that comes in two chunks', async () => {
    const [head, tail] = [Buffer.from('€\n').subarray(0, 2), Buffer.from('€\n').subarray(2)]
    expect((await feed([head, tail])).said()).toEqual(['stdout info €'])
  })

  it('masks a secret that comes in several chunks', async () => {
    expect((await feed(['my sword', 'fish is', ' here\n'], ['swordfish'])).said()).toEqual([
      'stdout info my •••••• is here'
    ])
  })

  it('cuts much text into facts between lines', async () => {
    const line = 'x'.repeat(999)
    const { facts } = await feed([`${line}\n`.repeat(200)])
    expect(facts.map(fact => fact.lines)).toEqual([65, 65, 65, 5])
    expect(facts.every(fact => fact.text.length <= textLimit)).toBe(true)
    expect(facts.map(fact => fact.text).join('\n')).toBe(`${line}\n`.repeat(200).slice(0, -1))
  })

  it('keeps a line of 1 MB whole', async () => {
    const { facts } = await feed([`${'x'.repeat(1_000_000)}\nend\n`])
    expect(facts.map(fact => [fact.lines, fact.text.length])).toEqual([
      [1, 1_000_000],
      [1, 3]
    ])
  })

  it('cuts a line beyond the limit without leaking a secret that lies there', async () => {
    const head = 'x'.repeat(lineLimit - 4)
    const { said } = await feed([`${head}swordfish`, `${'y'.repeat(10)}\n`], ['swordfish'])
    expect(said().map(text => text.length)).toEqual(['stdout info '.length + lineLimit - 7, 'stdout info '.length + 19])
    expect(said()[1]).toBe('stdout info xxx••••••yyyyyyyyyy')
  })

  it('leaves out a line that is nothing but secrets, and goes on after it', async () => {
    const { said } = await feed(['swordfish'.repeat(300_000), 'swordfish\nafter\n'], ['swordfish', 'ishswo'])
    expect(said().join('\n')).not.toMatch(/sword|fish/)
    expect(said().at(-1)).toBe('stdout info after')
  })
})

describe('service messages in the output', () => {
  it('reach their handler in order, and no line of the log', async () => {
    const { messages, said } = await feed([
      `a\n##octopus[progress percentage='${base64('5')}']\nb\n##octo`,
      'pus[x]\nc'
    ])
    expect(messages.map(message => message.name)).toEqual(['progress', 'x'])
    expect(said()).toEqual(['stdout info a', 'stdout info b', 'stdout info c'])
  })

  it('set the level of a stream until they set another', async () => {
    const lines = ['verbose', 'highlight', 'wait', 'warning', 'error', 'ignore', 'default']
    const { said } = await feed([lines.map(mode => `##octopus[stdout-${mode}]\n${mode} 1\n${mode} 2\n`).join('')])
    expect(said()).toEqual([
      'stdout verbose verbose 1\nverbose 2',
      'stdout highlight highlight 1\nhighlight 2',
      'stdout wait wait 1\nwait 2',
      'stdout warning warning 1\nwarning 2',
      'stdout error error 1\nerror 2',
      'stdout info default 1\ndefault 2'
    ])
  })

  it('set the level of stderr from either stream', async () => {
    const { said } = await feed([
      '##octopus[stderr-progress]\n',
      ['stderr', 'cloning\n'],
      ['stderr', '##octopus[stderr-ignore]\nnothing\n##octopus[stderr-default]\nbad\n'],
      'out\n'
    ])
    expect(said()).toEqual(['stderr verbose cloning', 'stderr error bad', 'stdout info out'])
  })

  it('on stderr set no variables, but mask', async () => {
    const { messages, said } = await feed([
      [
        'stderr',
        `##octopus[setVariable name='${base64('A')}' value='']\n##octopus[mask value='${base64('hidden')}']\n`
      ],
      'now hidden\n'
    ])
    expect(messages.map(message => message.name)).toEqual(['mask'])
    expect(said()).toEqual(['stdout info now ••••••'])
  })

  it('mask what follows in the very same chunk', async () => {
    const { said } = await feed([`hidden\n##octopus[mask value='${base64('hidden')}']\nhidden\n`])
    expect(said()).toEqual(['stdout info hidden', 'stdout info ••••••'])
  })

  it('that never end are left out with a warning', async () => {
    expect((await feed(["a\n##octopus[mask value='c2VjcmV0"])).said()).toEqual([
      'stdout info a',
      'slipway warning A service message of 20 bytes never ended and was left out; the script may have been cut off while writing it.'
    ])
  })
})

describe('a service message beyond the limit', () => {
  it('shows nothing of the secret that it passes on, and is told of', async () => {
    const value = base64('correct horse '.repeat(680_000))
    const message = `##octopus[setVariable name='${base64('Key')}' value='${value}' sensitive='${base64('True')}']\n`
    const chunks = message.match(/.{1,300000}/gs) ?? []
    const { said, messages } = await feed(['before\n', ...chunks, 'after\n'])
    expect(messages).toEqual([])
    expect(said()).toEqual([
      'stdout info before',
      'slipway warning A service message has more than 8 MB. It is left out up to its end: what it asks for is not done, and what it declares secret is not masked where it stands elsewhere.',
      'stdout info after'
    ])
  })
})

describe('what comes before the script', () => {
  it('is listed as verbose, with a note', async () => {
    const { output, said, started } = open({ secrets: ['swordfish'] })
    void output.write('stdout', Buffer.from(`Welcome, swordfish\n##octopus[x]\nmotd ${start}mine\n`))
    await output.end()
    expect(started).toHaveLength(1)
    expect(output.lastWords()).toBe('motd')
    expect(said()).toEqual([
      'stdout verbose Welcome, ••••••\n##octopus[x]\nmotd ',
      'slipway verbose The lines above came from the login shell, before the script began.',
      'stdout info mine'
    ])
  })

  it('is all there is when the script never announces itself', async () => {
    const { output, said, started } = open()
    void output.write('stdout', Buffer.from('No shell for you.\n\n'))
    await output.end()
    expect([started, output.lastWords(), said()]).toEqual([
      [],
      'No shell for you.',
      ['stdout verbose No shell for you.\n']
    ])
  })

  it('cannot pretend to be the script with another nonce', async () => {
    const { output, started } = open()
    void output.write('stdout', Buffer.from(`slipway-start ${'b'.repeat(32)} 1 1 /\n`))
    await output.end()
    expect(started).toEqual([])
  })
})

describe('chunks in time', () => {
  it('are handled at once after a silence, and together when they follow each other closely', async () => {
    const { output, facts, tick, said } = open()
    void output.write('stdout', Buffer.from(`${start}first\n`))
    expect(facts).toHaveLength(1)
    void output.write('stdout', Buffer.from('a\n'))
    void output.write('stdout', Buffer.from('b\n'))
    void output.write('stderr', Buffer.from('c\n'))
    expect(facts).toHaveLength(1)
    await tick()
    expect(said()).toEqual(['stdout info first', 'stdout info a\nb', 'stderr error c'])
    await output.end()
  })

  it('hold the sender back as long as the recording takes', async () => {
    let release: () => void = () => undefined
    const recorded = new Promise<void>(resolve => {
      release = resolve
    })
    const { output } = open({ record: () => recorded })
    let isHeld = true
    const write = output.write('stdout', Buffer.from(`${start}x\n`))?.then(() => {
      isHeld = false
    })
    await Promise.resolve()
    expect(isHeld).toBe(true)
    release()
    await write
    expect(isHeld).toBe(false)
  })
})

describe('any output', () => {
  it('is the same lines in the same order, however it is cut into chunks and times', async () => {
    const part = fc.constantFrom('a', 'b\n', '\n', 'swordfish', '##octopus[x]', '€', '##', 'sword', '\r\n')
    const cuts = fc.array(fc.tuple(fc.nat(30), fc.constantFrom(0, 16)), { maxLength: 20 })
    const shown = async (bytes: Buffer, pieces: readonly (readonly [number, number])[]) => {
      const { output, facts, advance } = open({ secrets: ['swordfish'] })
      void output.write('stdout', Buffer.from(start))
      let at = 0
      for (const [size, wait] of [...pieces, [bytes.length, 16] as const]) {
        advance(wait)
        void output.write('stdout', bytes.subarray(at, at + size))
        at += size
      }
      await output.end()
      expect(facts.every(fact => fact.lines === fact.text.split('\n').length)).toBe(true)
      return facts.map(fact => fact.text).join('\n')
    }
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 40 }), cuts, async (parts, pieces) => {
        const bytes = Buffer.from(parts.join(''))
        const text = await shown(bytes, pieces)
        expect(text).toBe(await shown(bytes, []))
        expect(text).not.toContain('swordfish')
      })
    )
  })
})
