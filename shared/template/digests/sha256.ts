import { padded, primes, rootFraction } from './blocks'

const top32 = (n: bigint): number => Number(n >> 32n)
const constants = Int32Array.from(primes(64), prime => top32(rootFraction(prime, 3n)))
const start = Int32Array.from(primes(8), prime => top32(rootFraction(prime, 2n)))

/** 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const view = padded(bytes, 64, false)
  const state = start.slice()
  const words = new Int32Array(64)
  for (let at = 0; at < view.byteLength; at += 64) mix(state, words, view, at)
  const result = new DataView(new ArrayBuffer(32))
  for (const [i, word] of state.entries()) result.setInt32(i * 4, word)
  return new Uint8Array(result.buffer)
}

const turned = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

function mix(state: Int32Array, words: Int32Array, view: DataView, at: number): void {
  const word = (i: number): number => words[i] ?? 0
  for (let i = 0; i < 16; i++) words[i] = view.getInt32(at + i * 4)
  for (let i = 16; i < 64; i++) {
    const x = word(i - 15)
    const y = word(i - 2)
    const low = turned(x, 7) ^ turned(x, 18) ^ (x >>> 3)
    const high = turned(y, 17) ^ turned(y, 19) ^ (y >>> 10)
    words[i] = word(i - 16) + low + word(i - 7) + high
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let i = 0; i < 64; i++) {
    const high = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)
    const first = (h + high + ((e & f) ^ (~e & g)) + (constants[i] ?? 0) + word(i)) | 0
    const low = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)
    const second = (low + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + second) | 0
  }
  for (const [i, value] of [a, b, c, d, e, f, g, h].entries()) state[i] = (state[i] ?? 0) + value
}
