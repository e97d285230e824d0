import { padded } from './blocks'

const sines = Int32Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32))
const shifts: readonly (readonly number[])[] = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21]
]

/** 16 bytes. */
export function md5(bytes: Uint8Array): Uint8Array {
  const view = padded(bytes, 64, true)
  const state = new Int32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476])
  for (let at = 0; at < view.byteLength; at += 64) mix(state, view, at)
  const result = new DataView(new ArrayBuffer(16))
  for (const [i, word] of state.entries()) result.setInt32(i * 4, word, true)
  return new Uint8Array(result.buffer)
}

function mix(state: Int32Array, view: DataView, at: number): void {
  let [a = 0, b = 0, c = 0, d = 0] = state
  for (let i = 0; i < 64; i++) {
    const round = i >>> 4
    const sum = (a + choose(round, b, c, d) + (sines[i] ?? 0) + view.getInt32(at + wordOf(round, i) * 4, true)) | 0
    const shift = shifts[round]?.[i % 4] ?? 0
    a = d
    d = c
    c = b
    b = (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0
  }
  state[0] = (state[0] ?? 0) + a
  state[1] = (state[1] ?? 0) + b
  state[2] = (state[2] ?? 0) + c
  state[3] = (state[3] ?? 0) + d
}

function choose(round: number, b: number, c: number, d: number): number {
  if (round === 0) return (b & c) | (~b & d)
  if (round === 1) return (d & b) | (~d & c)
  return round === 2 ? b ^ c ^ d : c ^ (b | ~d)
}

const factors: readonly (readonly [factor: number, offset: number])[] = [
  [1, 0],
  [5, 1],
  [3, 5],
  [7, 0]
]

function wordOf(round: number, i: number): number {
  const [factor, offset] = factors[round] ?? [1, 0]
  return (factor * i + offset) % 16
}
