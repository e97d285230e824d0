import { deflateSync, inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPng, writePalettePng } from '../../scripts/lib/png.mjs'
import { quantise } from '../../scripts/lib/quantise.mjs'

/** A PNG in RGBA as a browser writes it; every row is predicted by another filter. */
function truecolourPng(width: number, colours: readonly number[]): Buffer {
  const height = colours.length / width
  const stride = width * 4
  const pixels = Buffer.alloc(stride * height, 0xff)
  for (const [index, colour] of colours.entries()) pixels.writeUIntBE(colour, index * 4, 3)
  const at = (row: number, x: number) => (row < 0 || x < 0 ? 0 : (pixels[row * stride + x] ?? 0))
  const rows = Array.from({ length: height }, (_, row) => {
    const filter = row % 5
    const predict = (x: number) => {
      const [left, above, corner] = [at(row, x - 4), at(row - 1, x), at(row - 1, x - 4)]
      const nearest = [left, above, corner].sort(
        (a, b) => Math.abs(left + above - corner - a) - Math.abs(left + above - corner - b)
      )[0]
      return [0, left, above, (left + above) >> 1, nearest][filter] ?? 0
    }
    return Buffer.from([filter, ...Array.from({ length: stride }, (_, x) => (at(row, x) - predict(x)) & 0xff)])
  })
  // Only the parts that differ from what `writePalettePng` makes are made here.
  const frame = writePalettePng({ width, height, indexes: new Uint8Array(width * height), palette: [0] })
  const header = Buffer.from(frame.subarray(8, 33))
  header[17] = 6
  const data = deflateSync(Buffer.concat(rows))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const noSum = Buffer.alloc(4)
  return Buffer.concat([frame.subarray(0, 8), header, length, Buffer.from('IDAT'), data, noSum, frame.subarray(-12)])
}

/** Palette and pixels of what `writePalettePng` makes. */
function readPalette(png: Buffer): { readonly palette: readonly number[]; readonly indexes: readonly number[] } {
  const width = png.readUInt32BE(16)
  const paletteAt = 33
  const paletteLength = png.readUInt32BE(paletteAt)
  const dataAt = paletteAt + 12 + paletteLength
  const rows = inflateSync(png.subarray(dataAt + 8, dataAt + 8 + png.readUInt32BE(dataAt)))
  return {
    palette: Array.from({ length: paletteLength / 3 }, (_, index) => png.readUIntBE(paletteAt + 8 + index * 3, 3)),
    indexes: [...rows].filter((_, index) => index % (width + 1) !== 0)
  }
}

describe('pictures with a palette', () => {
  it('read back what was filtered in every way', () => {
    const colours = [0x112233, 0xffffff, 0x000000, 0xabcdef, 0x010203, 0xfefdfc, 0x123456, 0x654321, 0x99aa77, 0x0f0e0d]
    expect(readPng(truecolourPng(2, colours))).toEqual({ width: 2, height: 5, colours: Uint32Array.from(colours) })
  })

  it('stay exactly as they were while they have no more colours than the palette', () => {
    const colour = fc.integer({ min: 0, max: 0xffffff })
    fc.assert(
      fc.property(fc.array(colour, { minLength: 1, maxLength: 40 }), colours => {
        const { palette, indexes } = readPalette(quantise(truecolourPng(1, colours), 64))
        expect(indexes.map(index => palette[index])).toEqual(colours)
      })
    )
  })

  it('keep the plain areas and never have more colours than asked for', () => {
    const colours = [...Array<number>(500).fill(0xf4f7f6), ...Array.from({ length: 300 }, (_, step) => step * 0x000301)]
    const { palette, indexes } = readPalette(quantise(truecolourPng(100, colours), 16))
    expect(palette.length).toBe(16)
    expect(new Set(indexes.slice(0, 500).map(index => palette[index]))).toEqual(new Set([0xf4f7f6]))
  })

  it('refuse what is no such picture', () => {
    expect(() => readPng(Buffer.from('GIF89a and some more bytes that are no PNG at all'))).toThrow('Not a PNG')
  })
})
