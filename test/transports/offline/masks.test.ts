import { spawnSync } from 'node:child_process'
import { redacted } from '@shared/secret'
import { createMatcher } from '@shared/variables/pattern-matcher'
import { patternSetOf } from '@shared/variables/pattern-set'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { word } from '../../../electron/transports/offline/shell-text'
import { inRunner as runnerWith } from '../../support/offline-runner'

const inRunner = (lines: readonly string[], locale: string) => runnerWith(['10-base', '25-masks'], lines, locale)
const locales = ['C', 'C.UTF-8']

const encoder = new TextEncoder()
/** A text as the log of a machine that is reached has it. */
function maskedOnline(masks: readonly string[], text: string): string {
  const bytes = encoder.encode(text)
  const ranges = createMatcher(patternSetOf(masks)).ranges(bytes)
  const pieces: string[] = []
  for (let i = 0; i <= ranges.length; i += 2)
    pieces.push(new TextDecoder().decode(bytes.subarray(ranges[i - 1] ?? 0, ranges[i] ?? bytes.length)))
  return pieces.join(redacted)
}

describe('the runner of a bundle', () => {
  it.each(locales)(
    'masks the very stretches that are masked on machines that are reached, in the locale %s',
    locale => {
      const sign = fc.constantFrom('a', 'b', '*', '?', '[', ']', '\\', '&', "'", '"', '$', '/', ' ', '!', '{', 'é')
      const other = fc.array(sign, { minLength: 2, maxLength: 5 })
      // Parts of the text, so that they are in it and lie across each other; and others.
      const pair = fc.array(sign, { minLength: 5, maxLength: 25 }).chain(signs => {
        const part = fc
          .tuple(fc.nat({ max: signs.length - 2 }), fc.integer({ min: 2, max: 8 }))
          .map(([at, length]) => signs.slice(at, at + length))
        const masks = fc.array(fc.oneof(part, part, other), { minLength: 1, maxLength: 5 })
        return masks.map(all => ({ masks: all.map(each => each.join('')), text: signs.join('') }))
      })
      fc.assert(
        fc.property(fc.array(pair, { minLength: 100, maxLength: 100 }), cases => {
          const lines = cases.map(
            ({ masks, text }) => `masks=(${masks.map(word).join(' ')}); masked ${word(text)}; printf '%s\\n' "$REPLY"`
          )
          expect(inRunner(lines, locale)).toEqual(cases.map(({ masks, text }) => maskedOnline(masks, text)))
        }),
        { numRuns: 5, endOnFailure: true }
      )
    }
  )

  it('leaves nothing of secrets that lie across each other, or that begin another one', () => {
    const lines = [
      "masks=('hush' 'hush-hush-2024' 'abcdef' 'defghi' 'abab')",
      'for text in hush-hush-2024 "x abcdefghi y" ababab hushhush; do masked "$text"; printf "%s\\n" "$REPLY"; done'
    ]
    expect(inRunner(lines, 'C.UTF-8')).toEqual([redacted, `x ${redacted} y`, redacted, redacted + redacted])
  })
})

const value = 'sw0rd/fish+"x\'y z&<é$`\\'
const python = (code: string, text: string) =>
  spawnSync('python3', ['-c', `import sys,json,urllib.parse,html\ntext=sys.argv[1]\n${code}`, text], {
    encoding: 'utf8'
  }).stdout.trimEnd()
const shell = (code: string, text: string) =>
  spawnSync('bash', ['-c', code, 'bash', text], { encoding: 'utf8' }).stdout.trimEnd()
const pem = `-----BEGIN KEY-----\r\n${'MIIbanana42'.repeat(6)}\r\nab\r\nMIIcherry43\r\n-----END KEY-----\r\n`

/** What programs write of a secret that a script declared, and how many characters around it are theirs. */
const written: readonly (readonly [how: string, secret: string, text: string, around?: string])[] = [
  ['as it is', value, value],
  ['JSON', value, python('print(json.dumps(text, ensure_ascii=False))', value), '""'],
  ['a URL', value, encodeURIComponent(value)],
  ['a URL of Python', value, python('print(urllib.parse.quote(text))', value)],
  ['a form', value, python('print(urllib.parse.quote_plus(text))', value)],
  ['markup', value, python('print(html.escape(text))', value)],
  ['a shell', value, `'${value.replaceAll("'", "'\\''")}'`, "''"],
  ['hex', value, Buffer.from(value).toString('hex')],
  ['base64', value, Buffer.from(value).toString('base64')],
  ['base64 for URLs', value, Buffer.from(value).toString('base64url')],
  ['one line of many, broken by carriage returns too', pem, 'MIIcherry43'],
  [
    'many lines in JSON',
    'first-line\nsecond-line',
    python('print(json.dumps(text))', 'first-line\nsecond-line'),
    '"\\n"'
  ]
]

describe('a secret that a script declares', () => {
  it.each(locales)('is masked in the forms that programs write, in the locale %s', locale => {
    const lines = written.map(
      ([, secret, text]) =>
        `masks=() mask_values=(); add_mask ${word(secret)}; masked ${word(text)}; printf '%s\\n' "$REPLY"`
    )
    const left = inRunner(lines, locale).map(line => line.replaceAll(redacted, ''))
    expect(written.map(([how], at) => [how, left[at]])).toEqual(written.map(([how, , , around = '']) => [how, around]))
  })

  it('is masked in base64 as a part of something longer, and as a whole of many lines that tools break', () => {
    const long = `user:${value}`
    const texts = [
      shell('printf %s "$1" | base64 -w0', long),
      ...shell('printf %s "$1" | base64', pem).split('\n'),
      ...shell('printf %s "$1" | fold -w 1000 | base64 -w 64', pem).split('\n')
    ]
    const lines = [
      `add_mask ${word(value)}; add_mask ${word(pem)}`,
      ...texts.map(text => `masked ${word(text)}; printf '%s\\n' "$REPLY"`)
    ]
    const [part = '', ...whole] = inRunner(lines, 'C')
    expect(part).toMatch(/^dXNlcj\S{0,2}••••••\S{0,4}$/)
    expect([...new Set(whole)]).toEqual([redacted])
  })

  it('starts no program for each of its lines', () => {
    const key = [0, 1, 2].map(at => `${String(at).repeat(10)}Ünïq"/+`).join('\n')
    const forms = [Buffer.from(key).toString('base64'), Buffer.from('1111111111Ünïq"/+').toString('hex').toUpperCase()]
    const lines = [
      `PATH=/nowhere; add_mask ${word(key)}`,
      ...forms.map(text => `masked ${text}; printf '%s\\n' "$REPLY"`)
    ]
    expect(inRunner(lines, 'C.UTF-8')).toEqual([redacted, redacted])
  })

  it('is not looked for when it has fewer than four characters, also when those take more bytes', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is of the shell
    const count = "printf '%s\\n' ${#masks[@]}"
    const lines = [`for text in abc äöü 😀😀😀 $'a\\nb'; do add_mask "$text"; done; ${count}`]
    expect(inRunner(lines, 'C')).toEqual(['0'])
  })
})
