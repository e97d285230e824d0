/** A picture as Electron gives it: four bytes for each pixel, blue first, multiplied by the last one, the opacity. */
export interface Bitmap {
  readonly bytes: Uint8Array
  readonly width: number
  readonly height: number
}

export type Dot = 'running' | 'asks' | 'failed'

/** Blue, green, red. They differ in brightness as well. */
const colours: Readonly<Record<Dot, readonly [number, number, number]>> = {
  running: [246, 130, 59],
  asks: [36, 191, 251],
  failed: [48, 48, 220]
}

/** The share of the picture's width that the dot takes, and the gap around it. */
const size = 0.5
const gap = 0.08

/** The picture with a dot in its lower right corner, and a gap around that on any ground. */
export function withDot({ bytes, width, height }: Bitmap, dot: Dot): Bitmap {
  const radius = (width * size) / 2
  const [x0, y0] = [width - radius, height - radius]
  const painted = new Uint8Array(bytes)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const distance = Math.hypot(x + 0.5 - x0, y + 0.5 - y0)
      if (distance > radius + width * gap) continue
      const at = (y * width + x) * 4
      painted.set(distance > radius ? [0, 0, 0, 0] : [...colours[dot], 255], at)
    }
  return { bytes: painted, width, height }
}
