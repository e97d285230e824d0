import { type Digits, rounded } from './digits'

/** What one section of a format asks for. Positions count the places for digits. */
interface Section {
  readonly places: number
  readonly point: number
  readonly firstZero: number
  readonly lastZero: number
  readonly isScientific: boolean
  readonly isGrouped: boolean
  readonly scale: number
}

type Piece =
  | { readonly kind: 'place'; readonly isZero: boolean }
  | { readonly kind: 'point' }
  | { readonly kind: 'comma' }
  | { readonly kind: 'scale'; readonly sign: string }
  | {
      readonly kind: 'exponent'
      readonly sign: string
      readonly plus: boolean
      readonly size: number
      readonly text: string
    }
  | { readonly kind: 'text'; readonly text: string }

const pieces = /[#0]|\.|,|[%‰]|'([^']*)'?|"([^"]*)"?|\\([\s\S]?)|[eE][+-]?0+|[\s\S]/g

function readPiece(match: RegExpMatchArray): Piece {
  const [whole] = match
  const quoted = match[1] ?? match[2] ?? match[3]
  if (quoted !== undefined) return { kind: 'text', text: quoted }
  if (whole === '#' || whole === '0') return { kind: 'place', isZero: whole === '0' }
  if (whole === '.') return { kind: 'point' }
  if (whole === ',') return { kind: 'comma' }
  if (whole === '%' || whole === '‰') return { kind: 'scale', sign: whole }
  if (whole.length === 1) return { kind: 'text', text: whole }
  const size = whole.replace(/[^0]/g, '').length
  return { kind: 'exponent', sign: whole.charAt(0), plus: whole[1] === '+', size: Math.min(size, 10), text: whole }
}

/** Up to three sections: for numbers above zero, below zero, and zero. */
const sectionsOf = (format: string): readonly (readonly Piece[])[] => {
  const result: Piece[][] = [[]]
  for (const match of format.matchAll(pieces)) {
    if (match[0] === ';') result.push([])
    else result.at(-1)?.push(readPiece(match))
  }
  return result
}

/** A format with a place for each digit, as .NET reads it: `#,##0.00`, `0.0%`, `0.##E+0`, `0;(0);zero`. */
export function formatCustom(number: Digits, format: string): string {
  const sections = sectionsOf(format)
  const usable = (index: number): number => ((sections[index]?.length ?? 0) > 0 ? index : 0)
  let index = number.digits === '' ? usable(2) : number.isNegative ? usable(1) : 0
  for (;;) {
    const chosen = sections[index] ?? []
    const section = measure(chosen)
    const result = number.digits === '' ? withoutSign(number) : fit(number, section)
    const other = number.digits !== '' && result.digits === '' ? usable(2) : index
    if (other === index) return write(result, chosen, section, index === 0)
    index = other
  }
}

const withoutSign = (number: Digits): Digits => ({
  ...number,
  point: 0,
  isNegative: number.isNegative && number.kind === 'double'
})

function fit(number: Digits, section: Section): Digits {
  const scaled = { ...number, point: number.point + section.scale }
  return rounded(scaled, section.isScientific ? section.places : scaled.point + section.places - section.point)
}

function measure(section: readonly Piece[]): Section {
  let places = 0
  let point = -1
  let firstZero = -1
  let lastZero = 0
  let comma = -1
  let commas = 0
  let scale = 0
  let isGrouped = false
  let isScientific = false
  for (const piece of section) {
    if (piece.kind === 'place') {
      if (piece.isZero && firstZero < 0) firstZero = places
      places++
      if (piece.isZero) lastZero = places
    } else if (piece.kind === 'point' && point < 0) point = places
    else if (piece.kind === 'scale') scale += piece.sign === '%' ? 2 : 3
    else if (piece.kind === 'exponent') isScientific = true
    else if (piece.kind === 'comma' && places > 0 && point < 0) {
      if (comma === places) commas++
      else {
        isGrouped ||= comma >= 0
        comma = places
        commas = 1
      }
    }
  }
  if (point < 0) point = places
  // Commas right before the point divide by a thousand each; others ask for groups.
  if (comma === point) scale -= commas * 3
  else isGrouped ||= comma >= 0
  return {
    places,
    point,
    firstZero: firstZero >= 0 && firstZero < point ? point - firstZero : 0,
    lastZero: Math.min(0, point - lastZero),
    isScientific,
    isGrouped,
    scale
  }
}

function write(number: Digits, pieces: readonly Piece[], section: Section, hasSign: boolean): string {
  const writer = new Writer(number, section)
  for (const piece of pieces) writer.add(piece)
  return (number.isNegative && hasSign ? '-' : '') + writer.text
}

/** Writes digits from the left; `place` is how many are still to come before the point. */
class Writer {
  text = ''
  private next = 0
  private place: number
  private extra: number
  private hasPoint = false
  private exponentIsWritten = false
  private readonly number: Digits
  private readonly section: Section

  constructor(number: Digits, section: Section) {
    this.number = number
    this.section = section
    this.place = section.isScientific ? section.point : Math.max(number.point, section.point)
    // Above zero: more digits than places before the point. Below: places that no digit reaches.
    this.extra = section.isScientific ? 0 : number.point - section.point
  }

  add(piece: Piece): void {
    if (piece.kind === 'place' || piece.kind === 'point') {
      for (; this.extra > 0; this.extra--) this.digit(this.take() ?? '0')
    }
    if (piece.kind === 'place') this.addPlace()
    else if (piece.kind === 'point') this.addPoint()
    else if (piece.kind === 'scale') this.text += piece.sign
    else if (piece.kind === 'text') this.text += piece.text
    else if (piece.kind === 'exponent') this.addExponent(piece)
  }

  private addPlace(): void {
    if (this.extra < 0) {
      this.extra++
      this.digit(this.place <= this.section.firstZero ? '0' : '')
    } else this.digit(this.take() ?? (this.place > this.section.lastZero ? '0' : ''))
  }

  private addPoint(): void {
    if (this.place !== 0 || this.hasPoint) return
    const hasMore = this.section.point < this.section.places && this.next < this.number.digits.length
    if (this.section.lastZero >= 0 && !hasMore) return
    this.text += '.'
    this.hasPoint = true
  }

  private addExponent({ sign, plus, size, text }: Extract<Piece, { kind: 'exponent' }>): void {
    if (this.exponentIsWritten) {
      this.text += text
      return
    }
    this.exponentIsWritten = true
    const exponent = this.number.digits === '' ? 0 : this.number.point - this.section.point
    this.text += sign + (exponent < 0 ? '-' : plus ? '+' : '') + String(Math.abs(exponent)).padStart(size, '0')
  }

  private take(): string | undefined {
    return this.number.digits[this.next] === undefined ? undefined : this.number.digits[this.next++]
  }

  private digit(digit: string): void {
    this.text += digit
    if (digit !== '' && this.section.isGrouped && this.place > 1 && this.place % 3 === 1) this.text += ','
    this.place--
  }
}
