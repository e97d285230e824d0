/** A list of whole numbers below 2³² that only grows: four bytes each. */
export class GrowingInts {
  #values = new Uint32Array(64)
  #length = 0

  get length(): number {
    return this.#length
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const wider = new Uint32Array(this.#length * 2)
      wider.set(this.#values)
      this.#values = wider
    }
    this.#values[this.#length++] = value
  }

  /** 0 where there is none. */
  at(position: number): number {
    return position < this.#length ? (this.#values[position] ?? 0) : 0
  }

  slice(from: number, end: number): number[] {
    return Array.from(this.#values.subarray(Math.min(from, this.#length), Math.min(end, this.#length)))
  }

  /** Position of the first of the ascending values that is at least `wanted`; the length when none is. */
  firstAtLeast(wanted: number): number {
    let low = 0
    let high = this.#length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#values[middle] ?? 0) < wanted) low = middle + 1
      else high = middle
    }
    return low
  }
}
