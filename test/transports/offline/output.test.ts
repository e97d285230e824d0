import { describe, expect, it } from 'vitest'
import { word } from '../../../electron/transports/offline/shell-text'
import { inRunner } from '../../support/offline-runner'

const parts = ['10-base', '20-secrets', '25-masks', '30-record', '40-output', '80-receipt']

/** What the runner passes on and writes down of a stream; `body` writes that. Each event is a line of JSON. */
function read(body: string, locale = 'C.UTF-8', before = '') {
  const lines = inRunner(
    parts,
    [
      'state=$(mktemp -d); : >"$state/events"; nonce=n; action_run=1.target-0a1b2c3d4e; number=1; exec 4>/dev/null',
      before,
      `stream() { ${body}; }`,
      'stream | filter stdout info; echo ---; whole_events; rm -rf -- "$state"'
    ],
    locale
  )
  const at = lines.indexOf('---')
  const events: readonly { readonly level: string; readonly text: string }[] = JSON.parse(
    `[${lines.slice(at + 1).join('')}]`
  )
  return { control: lines.slice(0, at), said: events.map(({ level, text }) => `${level} ${text}`) }
}

describe('what a script writes', () => {
  it.each(['C', 'C.UTF-8'])('is written down in valid UTF-8, whatever its bytes are, in the locale %s', locale => {
    const bytes = [
      ['caf\\303\\251 \\342\\202\\254 \\360\\237\\230\\200', 'café € 😀'],
      ['caf\\351', 'caf\ufffd'],
      ['\\342\\202 \\303', '\ufffd\ufffd \ufffd'],
      ['\\303\\303\\251\\251', '\ufffdé\ufffd'],
      ['\\300\\200 \\355\\240\\200', '\ufffd\ufffd \ufffd\ufffd\ufffd']
    ] as const
    const { said } = read(bytes.map(([octal]) => `printf '${octal}\\n'`).join('; '), locale)
    expect(said).toEqual(bytes.map(([, text]) => `info ${text}`))
  })

  it('is cut between characters', () => {
    const { said } = read('printf "%02998d€€\\n" 1; printf "%02999d€€\\n" 1')
    const cut = (zeros: number) => `info ${'0'.repeat(zeros - 1)}1 (the rest of this line was left out)`
    expect(said).toEqual([cut(2998), cut(2999)])
  })

  it('sets nothing, and keeps no file, where a message gives no name', () => {
    const value = Buffer.from('an0ther-s3cret').toString('base64')
    const messages = [
      `setVariable name='' value='${value}' sensitive='VHJ1ZQ=='`,
      `setVariable value='${value}'`,
      `createArtifact path='' name='${value}'`,
      `setVariable name='QQ==' value=''`
    ]
    expect(read(`printf '##octopus[%s]\n' ${messages.map(word).join(' ')}`)).toEqual({
      control: ['set QQ== - 0'],
      said: []
    })
  })
})

describe('a message of a script', () => {
  const [value, half] = [Buffer.from('value').toString('base64'), "##octopus[setVariable name='QQ==' value='"]

  it('may go on over lines, and is told of at the end of the stream where it never ends', () => {
    const whole = `${half}dmFs\r\ndWU=\r\n']`
    expect(read(`printf ${word(`${whole}swallowed\nseen\n##octopus[ hello\nbehind`)}`)).toEqual({
      control: [`set QQ== ${value} 0`],
      said: [
        'info seen',
        'warning A service message of 14 bytes never ended and was left out; the script may have been cut off while writing it.'
      ]
    })
  })

  it('that is too long is left out up to its end, and what follows is not', () => {
    const tooLong = expect.stringMatching(/^warning A service message has more than .* It is left out up to its end/)
    const long = (start: string, end: string) =>
      `yes dmFsdWU= | head -c 120000 | { printf '%s' ${word(start)}; cat; }; printf '%s\n' ${word(end)}`
    const limit = 'longest_message=100000'
    expect(read(long(half, "dmFs']\nseen"), 'C', limit).said).toEqual([tooLong, 'info seen'])
    expect(read(long('##octopus[hello ', 'this, no message\nhas\nseen'), 'C', limit).said).toEqual([
      tooLong,
      'info has',
      'info seen'
    ])
    expect(read(long(`##octopus[mask value='`, 'this, a secret\nbehind'), 'C', limit).said).toEqual([
      tooLong,
      expect.stringMatching(/^warning A service message of 1200\d\d bytes never ended/)
    ])
  })
})

it('keeps the bytes of a text that is valid, be it longer than what is looked at in one go', () => {
  const text = 'aé€😀'.repeat(1500)
  const shown = inRunner(
    ['10-base'],
    [`for lead in '' x xx xxx; do valid_text "$lead"${word(text)}; printf '%s\\n' "$REPLY"; done`],
    'C'
  )
  expect(shown).toEqual(['', 'x', 'xx', 'xxx'].map(lead => lead + text))
})
