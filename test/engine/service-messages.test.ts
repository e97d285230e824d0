import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLineCutter } from '../../electron/engine/line-cutter'
import {
  besideHeaders,
  createMessageScanner,
  messageLimit,
  type Piece,
  parseMessage
} from '../../electron/engine/service-messages'

const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64')

/** Messages as `name key=value …`, unfinished ones as their size, too long ones as such, text as it is. */
const shown = (pieces: readonly Piece[]): readonly unknown[] =>
  pieces.map(piece => {
    if (piece.kind === 'text') return piece.bytes.toString('utf8')
    if (piece.kind === 'unfinished') return { unfinished: piece.bytes }
    if (piece.kind === 'too-long') return 'too long'
    return { [piece.message.name]: Object.fromEntries(piece.message.values) }
  })

/** Scans blocks one after the other, then ends. */
const scan = (...blocks: readonly string[]) => {
  const scanner = createMessageScanner()
  return shown([...blocks.flatMap(block => scanner.scan(Buffer.from(block))), ...scanner.end()])
}

describe('a service message', () => {
  it('has a name and decoded values, in either kind of quotes, with keys in any case', () => {
    const text = `setVariable NAME='${base64('Größe')}' value="${base64('a b')}"  Sensitive = '${base64('True')}' `
    expect(parseMessage(text)).toEqual({
      name: 'setVariable',
      values: new Map([
        ['name', 'Größe'],
        ['value', 'a b'],
        ['sensitive', 'True']
      ])
    })
  })

  it('may have no values, or empty ones', () => {
    expect(parseMessage('stdout-verbose')).toEqual({ name: 'stdout-verbose', values: new Map() })
    expect(parseMessage("a b=''")).toEqual({ name: 'a', values: new Map([['b', '']]) })
  })

  it.each([
    ['no name', ''],
    ['a value that is no base64', "a b='***'"],
    ['base64 of a wrong length', "a b='QUI'"],
    ['a value without quotes', 'a b=QQ=='],
    ['a value that is not closed', "a b='QQ=="],
    ['the same key twice', "a b='QQ==' B='QQ=='"],
    ['no space between values', "a b='QQ=='c='QQ=='"],
    ['text between values', "a b='QQ==' ,"],
    ['a name that begins with a digit', '1a']
  ])('is ignored with %s', (_, text) => {
    expect(parseMessage(text)).toBeNull()
  })
})

describe('scanning a stream', () => {
  it('takes messages out and leaves the other lines in their order', () => {
    expect(scan("one\n##octopus[stdout-verbose]\ntwo\n##octopus[mask value='QQ==']\n")).toEqual([
      'one\n',
      { 'stdout-verbose': {} },
      'two\n',
      { mask: { value: 'A' } }
    ])
  })

  it('swallows the whole line of a message, so only its first message counts', () => {
    expect(scan('before ##octopus[a] between ##octopus[b] after\nnext\n')).toEqual([{ a: {} }, 'next\n'])
  })

  it('follows a message over lines and blocks', () => {
    expect(scan("##octopus[a\r\n b='QU\n", "JD'\n", '] rest\nnext\n')).toEqual([{ a: { b: 'ABC' } }, 'next\n'])
  })

  it('skips the rest of a line that comes in a later block', () => {
    expect(scan('##octopus[a] rest', ' of it ##octopus[b]', ' end\nnext\n')).toEqual([{ a: {} }, 'next\n'])
  })

  it('does not take three hashes, or the bare word, for a message', () => {
    const text = '###octopus[a]\nI like ##octopus very much [really]\n##Octopus[a]\n# ##octopu[a]\n'
    expect(scan(text)).toEqual([text])
  })

  it('swallows malformed messages', () => {
    expect(scan("a\n##octopus[b c='*']\nd\n")).toEqual(['a\n', 'd\n'])
  })

  it('allows space before the bracket', () => {
    expect(scan('##octopus \t[a]\n')).toEqual([{ a: {} }])
  })

  it('tells of a message that never ends, without its content', () => {
    expect(scan("a\n##octopus[mask value='QQ==\n")).toEqual(['a\n', { unfinished: 17 }])
  })

  it('finds the same whatever blocks of lines the stream comes in', () => {
    const line = fc.oneof(
      fc.constantFrom('text', '', '##octopus[a]', 'x ##octopus[b] y', '##octopus[c', "k='QQ=='", ']', '###octopus[d]'),
      fc.string({ maxLength: 5 }).map(text => text.replaceAll('\n', ''))
    )
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat(3)), (lines, cuts) => {
        const blocks: string[] = []
        let at = 0
        for (const cut of [...cuts, lines.length]) {
          if (cut === 0) continue
          blocks.push(
            lines
              .slice(at, at + cut)
              .map(text => `${text}\n`)
              .join('')
          )
          at += cut
        }
        const joined = (result: readonly unknown[]) => {
          const all: unknown[] = []
          for (const piece of result) {
            const last = all.at(-1)
            if (typeof piece === 'string' && typeof last === 'string') all[all.length - 1] = last + piece
            else all.push(piece)
          }
          return all
        }
        expect(joined(scan(...blocks.filter(Boolean)))).toEqual(joined(scan(blocks.join(''))))
      })
    )
  })
})

describe('a message beyond the limit', () => {
  const value = base64('correct horse '.repeat(680_000))
  const sensitive = `name='${base64('Key')}' value='${value}' sensitive='${base64('True')}']`
  const lines = (width: number, text: string) => text.match(new RegExp(`.{1,${width}}`, 'g'))?.join('\n') ?? ''
  /** In blocks as long lines are cut into, or whole lines come in. */
  const blocksOf = (text: string): readonly string[] => text.match(/.{1,2000000}/gs) ?? []

  it.each([
    ['in one line', `##octopus[setVariable ${sensitive}\n`],
    ['in lines as base64 breaks it', `##octopus[setVariable name='' value='\n${lines(76, value)}\n'] rest\n`],
    ['in lines that each are cut', `##octopus[setVariable x='${lines(3_000_000, value)}'\n] rest\n`]
  ])('%s is left out up to its end, and nothing else is', (_, message) => {
    expect(scan('a\n', ...blocksOf(`${message}after\n`))).toEqual(['a\n', 'too long', 'after\n'])
    expect(scan(`a\n${message}after\n`)).toEqual(['a\n', 'too long', 'after\n'])
  })

  it.each([
    ['mask', 'mask value='],
    ['a sensitive output', "setVariable sensitive = 'VHJ1ZQ==' value="]
  ])('that is declared a secret is left out whatever stands in it: %s', (_, head) => {
    const text = `##octopus[${head}'${'a line: of (plain) text, not base64.\n'.repeat(300_000)}`
    expect(scan(...blocksOf(text))).toEqual(['too long', { unfinished: text.length - '##octopus['.length }])
    expect(scan(...blocksOf(`${text}']\nafter\n`))).toEqual(['too long', 'after\n'])
  })

  it('that is none, but a log, takes no line of it beyond the limit', () => {
    const line = '[12:00] a line (of a log), with signs: as usual.\n'.replace(/[[\]]/g, '')
    const text = `##octopus[\n${line.repeat(messageLimit / line.length + 50_000)}`
    const [told, ...shown] = scan(...blocksOf(text))
    const all = shown.join('')
    expect([told, all.replaceAll(line, '')]).toEqual(['too long', ''])
    expect(text.length - all.length).toBeLessThanOrEqual(messageLimit + line.length + '##octopus['.length)
  })

  it('ends with the line in which no value can go on, or attributes do not', () => {
    const open = `##octopus[setVariable value='${value}`
    const cut = scan(...blocksOf(open), 'QUJD\nQUJD bash: broken pipe\n', 'Error: it failed\n')
    expect(cut).toEqual(['too long', 'Error: it failed\n'])
    const words = 'words and nothing else\n'.repeat(1000)
    const [told, ...shown] = scan(...blocksOf(`${open}'\n`), words)
    expect([told, shown.join('').replaceAll('words and nothing else\n', '')]).toEqual(['too long', ''])
    expect(shown.join('').length).toBeGreaterThan(words.length - 5000)
  })
})

describe('a line that is too long to be kept whole', () => {
  const limit = 100
  /** What is found of a line that is cut after `limit` bytes, wherever that falls. */
  const scanLong = (line: string) => {
    const scanner = createMessageScanner()
    const cutter = createLineCutter(
      besideHeaders((_line, at) => at),
      Buffer.from('hidden'),
      limit
    )
    const blocks = [...line].flatMap(byte => cutter.push(Buffer.from(byte)))
    const last = cutter.end()
    return shown([...[...blocks, ...(last ? [last] : [])].flatMap(block => scanner.scan(block)), ...scanner.end()])
  }

  it.each(['##octopus[', '##octopus \t [', '##octopus  ['])(
    'has its message wherever the cut falls around “%s”',
    header => {
      const message = `${header}mask value='${base64('s3same')}']`
      for (let before = limit - 20; before <= limit + 20; before++) {
        const found = scanLong(`${'x'.repeat(before)}${message}`)
        expect([before, found.at(-1)]).toEqual([before, { mask: { value: 's3same' } }])
        expect(found.join('')).not.toContain('octopus')
      }
    }
  )

  it('does not take three hashes for a message, wherever the cut falls', () => {
    for (let before = limit - 20; before <= limit + 20; before++) {
      const line = `${'x'.repeat(before)}###octopus[mask value='${base64('s3same')}']`
      expect(scanLong(line).join('')).toBe(line)
    }
  })

  it('comes whole where it is nothing but hashes or white space', () => {
    for (const line of ['#'.repeat(450), ' '.repeat(450), `##octopus${' '.repeat(450)}`])
      expect(scanLong(line).join('')).toBe(line)
  })
})
