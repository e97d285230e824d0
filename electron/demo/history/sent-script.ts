/** A script as it is sent to a bash somewhere. */
export interface SentScript {
  /** The line by which it says that it has begun. */
  readonly announcement: string
  /** The variables that came with it. */
  readonly values: ReadonlyMap<string, string>
}

/** Reads what is sent to a bash; null where it is no script of a step. */
export function scriptOf(stdin: Uint8Array): SentScript | null {
  const text = Buffer.from(stdin).toString()
  const nonce = /^__slipway_start ([0-9a-f]{32}) /m.exec(text)?.[1]
  if (nonce === undefined) return null
  const names = wordsAfter(text, '__slipway_names=(')
  const values = wordsAfter(text, '__slipway_values=(')
  return {
    announcement: `slipway-start ${nonce} 1 1 /home/deploy`,
    values: new Map(names.map((name, index) => [name, values[index] ?? '']))
  }
}

/** A value; a name that was not sent is a mistake in the history. @throws for such a name */
export function valueIn({ values }: SentScript, name: string): string {
  const value = values.get(name)
  if (value === undefined) throw new Error(`The history of the demo asks for “${name}”, which no script was sent`)
  return value
}

/** The words in single quotes that follow each other from there on. */
function wordsAfter(text: string, start: string): readonly string[] {
  const word = /\s*'((?:[^']|'\\'')*)'/y
  word.lastIndex = text.indexOf(start) + start.length
  const words: string[] = []
  for (let found = word.exec(text); found !== null; found = word.exec(text))
    words.push((found[1] ?? '').replaceAll("'\\''", "'"))
  return words
}
