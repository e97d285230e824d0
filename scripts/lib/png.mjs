// Reads and writes the kind of PNG that screenshots are: 8 bits, RGB or RGBA, not interlaced. No other is understood.
import { crc32, deflateSync, inflateSync } from 'node:zlib'

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const channelsOf = { 2: 3, 6: 4 }

function* chunksOf(png) {
  for (let at = signature.length; at < png.length; ) {
    const length = png.readUInt32BE(at)
    yield { type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) }
    at += length + 12
  }
}

function paeth(left, above, corner) {
  const guess = left + above - corner
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)]
  if (a <= b && a <= c) return left
  return b <= c ? above : corner
}

const predictors = [
  () => 0,
  left => left,
  (_left, above) => above,
  (left, above) => (left + above) >> 1,
  (left, above, corner) => paeth(left, above, corner)
]

function unfilter(raw, width, height, channels) {
  const stride = width * channels
  const pixels = Buffer.alloc(stride * height)
  for (let row = 0; row < height; row++) {
    const predict = predictors[raw[row * (stride + 1)]]
    const start = row * stride
    for (let x = 0; x < stride; x++) {
      const left = x >= channels ? pixels[start + x - channels] : 0
      const above = row > 0 ? pixels[start + x - stride] : 0
      const corner = row > 0 && x >= channels ? pixels[start + x - stride - channels] : 0
      pixels[start + x] = raw[row * (stride + 1) + 1 + x] + predict(left, above, corner)
    }
  }
  return pixels
}

/** The colours of a picture, row by row, each as 0xRRGGBB; how see-through a pixel is gets lost. */
export function readPng(png) {
  const chunks = [...chunksOf(png)]
  const header = chunks[0]?.data
  const channels = channelsOf[header?.[9]]
  if (!png.subarray(0, 8).equals(signature) || header[8] !== 8 || channels === undefined || header[12] !== 0) {
    throw new Error('Not a PNG with 8 bits per channel in RGB or RGBA')
  }
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)]
  const packed = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data))
  const pixels = unfilter(inflateSync(packed), width, height, channels)
  const colours = new Uint32Array(width * height)
  for (let index = 0; index < colours.length; index++) colours[index] = pixels.readUIntBE(index * channels, 3)
  return { width, height, colours }
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

/** A PNG whose pixels are numbers into a palette of at most 256 colours, each 0xRRGGBB. */
export function writePalettePng({ width, height, indexes, palette }) {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8)
  const rows = Buffer.alloc((width + 1) * height)
  for (let row = 0; row < height; row++)
    rows.set(indexes.subarray(row * width, (row + 1) * width), row * (width + 1) + 1)
  const colours = Buffer.alloc(palette.length * 3)
  for (const [index, colour] of palette.entries()) colours.writeUIntBE(colour, index * 3, 3)
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0))
  ])
}
