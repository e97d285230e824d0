import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { redacted } from '@shared/secret'

/** A log as a build tool writes it, and what must be left of it once its secrets are masked. */
export interface BigLog {
  readonly lines: number
  readonly bytes: number
  readonly secrets: readonly string[]
  /** SHA-256 of the masked lines, each with its line break. */
  readonly maskedHash: string
}

/** Repeats from a seed, so that every run and every contestant sees the same bytes. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}

const words = 'compile link resolve fetch upload verify cache module package target release stage worker thread'.split(
  ' '
)

function makeSecrets(count: number, next: () => number): readonly string[] {
  const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'
  const letter = (): string => alphabet[Math.floor(next() * alphabet.length)] ?? 'x'
  return Array.from({ length: count }, (_, index) => Array.from({ length: 12 + (index % 20) }, letter).join(''))
}

function makeLine(number: number, secret: string | null, next: () => number): string {
  const word = (): string => words[Math.floor(next() * words.length)] ?? ''
  const head = `2026-01-01T00:00:00.${String(number % 1000).padStart(3, '0')}Z [${word()}] #${number} `
  const middle = secret === null ? `${word()} ${word()}` : `token=${secret}`
  return `${head}${middle} `.padEnd(96, `${word()}.`)
}

/** Writes the log to `file`: `lines` lines of about 100 bytes, one in a hundred with one of `secretCount` secrets. */
export async function writeBigLog(file: string, lines: number, secretCount: number): Promise<BigLog> {
  const next = random(20_260_101)
  const secrets = makeSecrets(secretCount, next)
  const hash = createHash('sha256')
  const out = createWriteStream(file, { mode: 0o644 })
  let bytes = 0
  for (let from = 0; from < lines; from += 10_000) {
    const plain: string[] = []
    const masked: string[] = []
    for (let number = from + 1; number <= Math.min(from + 10_000, lines); number++) {
      const secret = number % 100 === 0 ? (secrets[(number / 100) % secrets.length] ?? null) : null
      const line = makeLine(number, secret, next)
      plain.push(line)
      masked.push(secret === null ? line : line.replace(secret, redacted))
    }
    const chunk = `${plain.join('\n')}\n`
    hash.update(`${masked.join('\n')}\n`)
    bytes += Buffer.byteLength(chunk)
    if (!out.write(chunk)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'close')
  return { lines, bytes, secrets, maskedHash: hash.digest('hex') }
}
