// Makes pictures small by giving them a palette. Pictures of windows have few colours, so hardly anything is lost.
import { readPng, writePalettePng } from './png.mjs'

const shifts = [16, 8, 0]
const channel = (colour, shift) => (colour >> shift) & 0xff

/** The channel in which the colours of a box differ most, and by how much, weighted by how many pixels it has. */
function spreadOf(box) {
  let [best, shift] = [-1, 0]
  for (const candidate of shifts) {
    const values = box.map(({ colour }) => channel(colour, candidate))
    const spread = Math.max(...values) - Math.min(...values)
    if (spread > best) [best, shift] = [spread, candidate]
  }
  const weight = box.reduce((sum, { count }) => sum + count, 0)
  return { box, shift, gain: best * Math.sqrt(weight) }
}

/** Two boxes with about half of the pixels each. */
function halve({ box, shift }) {
  const sorted = [...box].sort((a, b) => channel(a.colour, shift) - channel(b.colour, shift))
  const half = sorted.reduce((sum, { count }) => sum + count, 0) / 2
  let [at, seen] = [0, 0]
  while (at < sorted.length - 1 && seen + sorted[at].count / 2 < half) seen += sorted[at++].count
  const cut = Math.max(1, at)
  return [sorted.slice(0, cut), sorted.slice(cut)]
}

/** The most frequent colour stands for its box, so that plain areas keep exactly the colour they had. */
const standFor = box => box.reduce((a, b) => (b.count > a.count ? b : a)).colour

/** A PNG of the same picture with at most `limit` colours; exactly the same when it has no more than that. */
export function quantise(png, limit = 256) {
  const { width, height, colours } = readPng(png)
  const counts = new Map()
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1)
  let boxes = [spreadOf([...counts].map(([colour, count]) => ({ colour, count })))]
  while (boxes.length < limit) {
    const widest = boxes.reduce((a, b) => (b.gain > a.gain ? b : a))
    if (widest.box.length < 2) break
    boxes = [...boxes.filter(box => box !== widest), ...halve(widest).map(spreadOf)]
  }
  const indexOf = new Map(boxes.flatMap(({ box }, index) => box.map(({ colour }) => [colour, index])))
  const indexes = Uint8Array.from(colours, colour => indexOf.get(colour))
  return writePalettePng({ width, height, indexes, palette: boxes.map(({ box }) => standFor(box)) })
}
