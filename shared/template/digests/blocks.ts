/** The bytes with the padding that MD5 and the SHA family want: one bit, zeros, and the length in bits at the end. */
export function padded(bytes: Uint8Array, blockSize: 64 | 128, isLittleEndian: boolean): DataView {
  const tail = blockSize / 8
  const length = Math.ceil((bytes.length + 1 + tail) / blockSize) * blockSize
  const result = new Uint8Array(length)
  result.set(bytes)
  result[bytes.length] = 0x80
  const view = new DataView(result.buffer)
  const high = Math.floor(bytes.length / 2 ** 29)
  const low = (bytes.length << 3) >>> 0
  view.setUint32(length - 8, isLittleEndian ? low : high, isLittleEndian)
  view.setUint32(length - 4, isLittleEndian ? high : low, isLittleEndian)
  return view
}

/** The first so many primes. */
export function primes(count: number): readonly bigint[] {
  const result: bigint[] = []
  for (let n = 2n; result.length < count; n++) if (result.every(prime => n % prime !== 0n)) result.push(n)
  return result
}

/** The first 64 bits behind the point of a root of `n`; `degree` is 2 or 3. */
export function rootFraction(n: bigint, degree: 2n | 3n): bigint {
  const target = n << (64n * degree)
  let low = 0n
  let high = 1n << 80n
  while (low < high) {
    const middle = (low + high + 1n) >> 1n
    if (middle ** degree <= target) low = middle
    else high = middle - 1n
  }
  return low & 0xffff_ffff_ffff_ffffn
}
