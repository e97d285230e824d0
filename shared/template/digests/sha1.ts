import { padded } from './blocks'

/** 20 bytes. */
export function sha1(bytes: Uint8Array): Uint8Array {
  const view = padded(bytes, 64, false)
  const state = new Int32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0])
  const words = new Int32Array(80)
  for (let at = 0; at < view.byteLength; at += 64) mix(state, words, view, at)
  const result = new DataView(new ArrayBuffer(20))
  for (const [i, word] of state.entries()) result.setInt32(i * 4, word)
  return new Uint8Array(result.buffer)
}

const rotated = (word: number, by: number): number => (word << by) | (word >>> (32 - by))
const constants = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6] as const

function mix(state: Int32Array, words: Int32Array, view: DataView, at: number): void {
  const word = (i: number): number => words[i] ?? 0
  for (let i = 0; i < 16; i++) words[i] = view.getInt32(at + i * 4)
  for (let i = 16; i < 80; i++) words[i] = rotated(word(i - 3) ^ word(i - 8) ^ word(i - 14) ^ word(i - 16), 1)
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state
  for (let i = 0; i < 80; i++) {
    const round = Math.floor(i / 20)
    const sum = (rotated(a, 5) + choose(round, b, c, d) + e + (constants[round] ?? 0) + word(i)) | 0
    e = d
    d = c
    c = rotated(b, 30)
    b = a
    a = sum
  }
  for (const [i, value] of [a, b, c, d, e].entries()) state[i] = (state[i] ?? 0) + value
}

function choose(round: number, b: number, c: number, d: number): number {
  if (round === 0) return (b & c) | (~b & d)
  return round === 2 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d
}
