import { padded, primes, rootFraction } from './blocks'

// 64 bits are too many for a number of JavaScript to compute with, and big integers are slow: each word is two halves.
type Halves = readonly [high: Int32Array, low: Int32Array]

const halvesOf = (words: readonly bigint[]): Halves => [
  Int32Array.from(words, word => Number(word >> 32n)),
  Int32Array.from(words, word => Number(word & 0xffff_ffffn))
]
const [constantsHigh, constantsLow] = halvesOf(primes(80).map(prime => rootFraction(prime, 3n)))
const roots = primes(16).map(prime => rootFraction(prime, 2n))

/** 64 bytes. */
export const sha512 = (bytes: Uint8Array): Uint8Array => digest(bytes, roots.slice(0, 8))

/** 48 bytes. */
export const sha384 = (bytes: Uint8Array): Uint8Array => digest(bytes, roots.slice(8)).subarray(0, 48)

function digest(bytes: Uint8Array, start: readonly bigint[]): Uint8Array {
  const view = padded(bytes, 128, false)
  const [high, low] = halvesOf(start)
  const words: Halves = [new Int32Array(80), new Int32Array(80)]
  for (let at = 0; at < view.byteLength; at += 128) {
    schedule(words, view, at)
    mix([high, low], words)
  }
  const result = new DataView(new ArrayBuffer(64))
  for (let i = 0; i < 8; i++) {
    result.setInt32(i * 8, high[i] ?? 0)
    result.setInt32(i * 8 + 4, low[i] ?? 0)
  }
  return new Uint8Array(result.buffer)
}

/** The other half of a sum's low half is at most this many times over: what a sum of low halves carries into the high one. */
const carry = (sum: number): number => Math.floor(sum / 2 ** 32)

/** One half of a word turned right by `by` bits, `mine` being the half that is asked for. */
const turned = (mine: number, other: number, by: number): number =>
  by < 32 ? (mine >>> by) | (other << (32 - by)) : (other >>> (by - 32)) | (by === 32 ? 0 : mine << (64 - by))

const three = (mine: number, other: number, a: number, b: number, c: number): number =>
  turned(mine, other, a) ^ turned(mine, other, b) ^ turned(mine, other, c)

function schedule([high, low]: Halves, view: DataView, at: number): void {
  for (let i = 0; i < 16; i++) {
    high[i] = view.getInt32(at + i * 8)
    low[i] = view.getInt32(at + i * 8 + 4)
  }
  for (let i = 16; i < 80; i++) {
    const [xh, xl] = [high[i - 15] ?? 0, low[i - 15] ?? 0]
    const [yh, yl] = [high[i - 2] ?? 0, low[i - 2] ?? 0]
    const smallLow = turned(xl, xh, 1) ^ turned(xl, xh, 8) ^ ((xl >>> 7) | (xh << 25))
    const smallHigh = turned(xh, xl, 1) ^ turned(xh, xl, 8) ^ (xh >>> 7)
    const largeLow = turned(yl, yh, 19) ^ turned(yl, yh, 61) ^ ((yl >>> 6) | (yh << 26))
    const largeHigh = turned(yh, yl, 19) ^ turned(yh, yl, 61) ^ (yh >>> 6)
    const sum = ((low[i - 16] ?? 0) >>> 0) + (smallLow >>> 0) + ((low[i - 7] ?? 0) >>> 0) + (largeLow >>> 0)
    low[i] = sum
    high[i] = (high[i - 16] ?? 0) + smallHigh + (high[i - 7] ?? 0) + largeHigh + carry(sum)
  }
}

function mix([stateHigh, stateLow]: Halves, [high, low]: Halves): void {
  const h = Int32Array.from(stateHigh)
  const l = Int32Array.from(stateLow)
  for (let i = 0; i < 80; i++) {
    const [ah = 0, bh = 0, ch = 0, dh = 0, eh = 0, fh = 0, gh = 0, hh = 0] = h
    const [al = 0, bl = 0, cl = 0, dl = 0, el = 0, fl = 0, gl = 0, hl = 0] = l
    const firstLow =
      (hl >>> 0) +
      (three(el, eh, 14, 18, 41) >>> 0) +
      (((el & fl) ^ (~el & gl)) >>> 0) +
      ((constantsLow[i] ?? 0) >>> 0) +
      ((low[i] ?? 0) >>> 0)
    const firstHigh =
      hh +
      three(eh, el, 14, 18, 41) +
      ((eh & fh) ^ (~eh & gh)) +
      (constantsHigh[i] ?? 0) +
      (high[i] ?? 0) +
      carry(firstLow)
    const secondLow = (three(al, ah, 28, 34, 39) >>> 0) + (((al & bl) ^ (al & cl) ^ (bl & cl)) >>> 0)
    const secondHigh = three(ah, al, 28, 34, 39) + ((ah & bh) ^ (ah & ch) ^ (bh & ch)) + carry(secondLow)
    const newE = (dl >>> 0) + (firstLow % 2 ** 32)
    const newA = (firstLow % 2 ** 32) + (secondLow % 2 ** 32)
    h.set([firstHigh + secondHigh + carry(newA), ah, bh, ch, dh + firstHigh + carry(newE), eh, fh, gh])
    l.set([newA, al, bl, cl, newE, el, fl, gl])
  }
  for (let i = 0; i < 8; i++) {
    const sum = ((stateLow[i] ?? 0) >>> 0) + ((l[i] ?? 0) >>> 0)
    stateHigh[i] = (stateHigh[i] ?? 0) + (h[i] ?? 0) + carry(sum)
    stateLow[i] = sum
  }
}
