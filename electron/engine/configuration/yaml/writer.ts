/** The text that is being written, with what the next piece has to know about it. Lines end in `\n`. */
export interface Writer {
  readonly chunks: string[]
  column: number
  /** How far the current block is indented; -1 outside of all. */
  indent: number
  readonly outerIndents: number[]
  /** The step of indentation. */
  readonly step: number
  /** Whether the last character is a blank or a line break, or what follows may stand right behind it. */
  isWhitespace: boolean
  /** Whether the line holds nothing but indentation and block signs so far. */
  isIndentation: boolean
}

export const writerOf = (step: number): Writer => ({
  chunks: [],
  column: 0,
  indent: -1,
  outerIndents: [],
  step,
  isWhitespace: true,
  isIndentation: true
})

/** Writes a piece without line breaks. */
export function write(writer: Writer, text: string): void {
  writer.chunks.push(text)
  writer.column += text.length
}

export function writeBreak(writer: Writer): void {
  writer.chunks.push('\n')
  writer.column = 0
}

/** Ends the line if anything but indentation is in it, and goes to a column. */
export function writeIndent(writer: Writer, column = Math.max(writer.indent, 0)): void {
  const isUsed = !writer.isIndentation || writer.column > column || (writer.column === column && !writer.isWhitespace)
  if (isUsed) writeBreak(writer)
  if (writer.column < column) write(writer, ' '.repeat(column - writer.column))
  writer.isWhitespace = true
  writer.isIndentation = true
}

interface SignOptions {
  readonly needsSpace?: boolean
  /** Whether what follows may stand right behind it. */
  readonly isWhitespace?: boolean
  /** Whether the line may still count as indentation. */
  readonly isIndentation?: boolean
}

/** Writes a sign of the language, such as `-` or `{`. */
export function writeSign(writer: Writer, sign: string, options: SignOptions = {}): void {
  if (options.needsSpace === true && !writer.isWhitespace) write(writer, ' ')
  write(writer, sign)
  writer.isWhitespace = options.isWhitespace === true
  writer.isIndentation = writer.isIndentation && options.isIndentation === true
}

/** Goes one step further in. What is outside of all blocks stays at the margin, unless it may not stand there. */
export function increaseIndent(
  writer: Writer,
  options: { readonly isFlow: boolean; readonly isIndentless: boolean }
): void {
  writer.outerIndents.push(writer.indent)
  if (writer.indent < 0) writer.indent = options.isFlow ? writer.step : 0
  else if (!options.isIndentless) writer.indent += writer.step
}

export function decreaseIndent(writer: Writer): void {
  writer.indent = writer.outerIndents.pop() ?? -1
}
