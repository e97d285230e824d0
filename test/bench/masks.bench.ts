import { redacted } from '@shared/secret'
import { maskPatterns } from '@shared/variables/mask-patterns'
import { createMasker } from '@shared/variables/masks'
import { createMatcher } from '@shared/variables/pattern-matcher'
import { patternSetOf } from '@shared/variables/pattern-set'

const secretCount = 50
const chunkSize = 64 * 1024

/** Numbers that look random and are the same each time. */
function* noise(): Generator<number, never> {
  for (let x = 88_172_645; ; ) {
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    yield (x >>> 0) / 2 ** 32
  }
}

const random = noise()
const word = (length: number): string =>
  Array.from({ length }, () => Math.floor(random.next().value * 36).toString(36)).join('')

/** Chunks of whole lines of about 100 characters, one in a hundred with a secret. */
function chunks(megabytes: number, secrets: readonly string[]): readonly string[] {
  const line = (i: number): string =>
    `2026-01-01T00:00:00Z worker-${i % 17} handled request ${word(12)} ${i % 100 === 0 ? secrets[i % secretCount] : word(24)} in ${i % 97} ms`
  const all: string[] = []
  for (let i = 0, size = 0; size < megabytes * 1e6; size += chunkSize) {
    const lines: string[] = []
    for (let length = 0; length < chunkSize; length += (lines.at(-1)?.length ?? 0) + 1) lines.push(line(i++))
    all.push(lines.join('\n'))
  }
  return all
}

/** The best of three, in MB/s. */
function speed(parts: readonly Uint8Array[], work: (part: Uint8Array) => unknown): number {
  const size = parts.reduce((sum, part) => sum + part.length, 0)
  const times = [1, 2, 3].map(() => {
    const start = performance.now()
    for (const part of parts) work(part)
    return performance.now() - start
  })
  return size / 1000 / Math.min(...times)
}

/** Best of three, in milliseconds, as a line. */
function took(what: string, work: () => void): void {
  const times = [1, 2, 3].map(() => {
    const start = performance.now()
    work()
    return performance.now() - start
  })
  console.log(`${what}: ${Math.min(...times).toFixed(0)} ms`)
}

/** Prints how long it takes to learn secrets, and to search for such as are made to take long. */
function learning(): void {
  const line = new TextEncoder().encode('a line between two of them\n')
  for (const count of [250, 500, 1000, 2000]) {
    const secrets = Array.from({ length: count }, (_, i) => `p@ss/word ${word(20)} ${i}`)
    took(`${count} secrets one by one, with a line after each`, () => {
      let masker = createMasker([])
      for (const secret of secrets) {
        masker = masker.with([secret])
        masker.mask(line)
      }
    })
  }
  for (const size of [100_000, 1_000_000, 6_000_000]) {
    const lines = Array.from({ length: size / 60 }, (_, i) => `KEY_${i}="p@ss/${word(40)}"`)
    took(`a secret of ${size} characters in lines`, () => createMasker([lines.join('\n')]).mask(line))
    took(`a secret of ${size} characters in one line`, () => createMasker([lines.join(' ')]).mask(line))
  }
  const repeated = createMasker([`${'a'.repeat(4000)}b`])
  const same = new TextEncoder().encode('a'.repeat(400_000))
  took('400 kB of one letter, against a secret of 4,000 of it', () => repeated.mask(same))
}

/** Prints how fast logs are masked, beside one combined regular expression of the same texts, one of the plain secrets alone, and fifty for each line. */
export async function run(): Promise<void> {
  const secrets = Array.from({ length: secretCount }, (_, i) => word(12 + (i % 20)))
  const texts = chunks(20, secrets)
  const parts = texts.map(text => new TextEncoder().encode(text))
  const few = parts.slice(0, Math.ceil(parts.length / 8))
  const masker = createMasker(secrets)
  const plain = createMatcher(patternSetOf(secrets))
  const combined = new RegExp(secrets.join('|'), 'g')
  const forms = secrets.flatMap(secret => [...maskPatterns(secret)])
  const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const combinedForms = new RegExp(forms.map(literal).join('|'), 'g')
  const each = secrets.map(secret => new RegExp(secret, 'g'))
  const decoder = new TextDecoder()
  const figures = {
    masker: speed(parts, part => masker.mask(part)),
    'masker, plain forms only': speed(parts, part => plain.ranges(part)),
    'one combined regex of the same forms': speed(few, part => decoder.decode(part).replace(combinedForms, redacted)),
    'one combined regex, plain forms only': speed(few, part => decoder.decode(part).replace(combined, redacted)),
    '50 regexes a line': speed(few, part =>
      decoder
        .decode(part)
        .split('\n')
        .map(line => each.reduce((text, regex) => text.replace(regex, redacted), line))
    )
  }
  for (const [name, figure] of Object.entries(figures))
    console.log(`${name}: ${figure.toFixed(0)} MB/s; the masker is ${(figures.masker / figure).toFixed(1)}x that`)
  learning()
}
