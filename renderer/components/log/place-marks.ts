const colours = 8
const fills = ['solid', 'slanted', 'open', 'barred', 'cored', 'dotted'] as const
const outlines = ['block', 'round'] as const

export interface PlaceLook {
  /** Which of the colours in the style sheet. */
  readonly colour: number
  readonly fill: (typeof fills)[number]
  readonly outline: (typeof outlines)[number]
}

/**
 * How the place at a position is marked. Twelve shapes against eight colours: any twelve in a row differ in shape,
 * any eight in colour too, and nothing comes back before the 25th. More are listed, never drawn side by side.
 */
export function placeLook(index: number): PlaceLook {
  const shape = index % (fills.length * outlines.length)
  return {
    colour: index % colours,
    fill: fills[shape % fills.length] ?? 'solid',
    outline: outlines[Math.floor(shape / fills.length)] ?? 'block'
  }
}
