import { execFileSync } from 'node:child_process'
import { redacted } from '@shared/secret'
import { createMasker, type Masker } from '@shared/variables/masks'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const maskers = new Map<string, Masker>()

const maskerOf = (secret: string): Masker => {
  const masker = maskers.get(secret) ?? createMasker([secret])
  maskers.set(secret, masker)
  return masker
}

const masked = (secret: string, text: string): string =>
  new TextDecoder().decode(maskerOf(secret).mask(new TextEncoder().encode(text)))

/** What is left of an encoder's output when the mask and the quotes around it are taken away. */
const leftOf = (secret: string, text: string): string => masked(secret, text).replaceAll(redacted, '')

const awkward = [
  `it's`,
  `''quoted''`,
  `a"b$c\`d\\e`,
  '#{Name} of #things',
  '~/path/to:~there',
  '-dash --first',
  'wörd mit größe',
  '日本語の秘密',
  '😀 emoji 😀',
  'https://user:p%40ss@host/path?a=1&b=2#c',
  '{"key":"va\\/lue","n":[1,2]}',
  '<b>&amp;"\'</b>',
  'tab\tand\u001bescape\u0007bell',
  'a+b/c==',
  '!history! {a,b} [x] *?',
  'back\\slash\\',
  'del\u007fdel',
  '50% off %20'
]

/** Secrets of one line that a shell can hold, always the same ones. */
const secrets: readonly string[] = [
  ...awkward,
  ...fc
    .sample(
      fc.string({
        minLength: 4,
        maxLength: 16,
        unit: fc.oneof(fc.constantFrom(...'\'"\\$`!#~:=&<>/%+ äß\t'), fc.string({ minLength: 1, maxLength: 1 }))
      }),
      { numRuns: 100, seed: 8 }
    )
    .filter(text => text.trim() === text && !text.includes('\0'))
]

/** One program for all secrets: they go in and come out with a zero byte after each. */
const through = (program: string, args: readonly string[], env: Record<string, string>): readonly string[] =>
  execFileSync(program, args, {
    input: secrets.map(secret => `${secret}\0`).join(''),
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['pipe', 'pipe', 'inherit']
  })
    .toString('utf8')
    .split('\0')
    .slice(0, -1)

const bash = (command: string, locale: string) =>
  through('bash', ['--norc', '-c', `while IFS= read -r -d '' s; do ${command}; printf '\\0'; done`], { LC_ALL: locale })

const python = (expression: string) =>
  through(
    'python3',
    [
      '-c',
      `import sys, json, urllib.parse, html, base64, shlex
for s in sys.stdin.buffer.read().decode().split('\\0')[:-1]:
    sys.stdout.buffer.write((${expression}).encode() + b'\\0')`
    ],
    { PYTHONUTF8: '1' }
  )

const check = (outputs: readonly string[], allowed: RegExp): void => {
  expect(outputs).toHaveLength(secrets.length)
  const shown = secrets.flatMap((secret, i) => {
    const left = leftOf(secret, outputs[i] ?? '')
    return allowed.test(left) ? [] : [{ secret, output: outputs[i], left }]
  })
  expect(shown).toEqual([])
}

describe.each([['C.UTF-8'], ['C']])('bash in the locale %s', locale => {
  test.each([
    ['printf %q', `printf %q "$s"`],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is bash's
    ['a quoted expansion', 'printf %s "${s@Q}"'],
    ['a traced command', `{ set -x; : "$s"; set +x; } 2>&1`],
    ['a declared variable', `declare -p s`],
    ['an exported environment', `export s; export -p | grep -a ' s='`],
    ['a list of variables', `(set -o posix; set) | grep -a '^s='`]
  ])('writes nothing that the mask misses by %s', (_, command) => {
    check(bash(command, locale), /^([\\$'"\s]|\+ :|\+ set \+x|declare -x? ?-?-? ?s=|declare -[-x] |s=|export )*$/)
  })
})

describe('Python', () => {
  test.each([
    ['json.dumps', 'json.dumps(s)'],
    ['json.dumps in UTF-8', 'json.dumps(s, ensure_ascii=False)'],
    ['quote', 'urllib.parse.quote(s)'],
    ['quote without exceptions', `urllib.parse.quote(s, safe='')`],
    ['quote_plus', 'urllib.parse.quote_plus(s)'],
    ['urlencode', 'urllib.parse.urlencode({"": s})'],
    ['repr', 'repr(s)'],
    ['repr of bytes', 'repr(s.encode())'],
    ['html.escape', 'html.escape(s)'],
    ['shlex.quote', 'shlex.quote(s)'],
    ['hex', 's.encode().hex()'],
    ['base64', 'base64.b64encode(s.encode()).decode()'],
    ['URL-safe base64', 'base64.urlsafe_b64encode(s.encode()).decode()']
  ])('writes nothing that the mask misses by %s', (_, expression) => {
    check(python(expression), /^b?['"=]*$/)
  })
})

describe('JavaScript', () => {
  test.each<readonly [string, (text: string) => string]>([
    ['encodeURIComponent', encodeURIComponent],
    ['encodeURI', encodeURI],
    ['a form', text => new URLSearchParams({ a: text }).toString().slice(2)],
    ['JSON', JSON.stringify],
    ['JSON with escaped slashes', text => JSON.stringify(text).replaceAll('/', '\\/')]
  ])('writes nothing that the mask misses by %s', (_, encode) => {
    check(
      secrets.map(secret => encode(secret)),
      /^"*$/
    )
  })
})

test('a secret that ends in line breaks is hidden in base64 without them, too', () => {
  const key = `${Array.from({ length: 6 }, (_, i) => `line ${i} of a key that is long`).join('\n')}\n\n`
  const encoded = Buffer.from(key.trimEnd()).toString('base64')
  expect(leftOf(key, encoded).length).toBeLessThan(3)
})

test('several lines are hidden as a shell writes them in one', () => {
  expect(masked('one line\nb\nanother', `+ echo $'one line\\nb\\nanother'`)).toBe(`+ echo $'${redacted}'`)
})
