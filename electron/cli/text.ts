// One pass over the line, so that taking one thing out cannot make another out of what is left of it.
const notPlain =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences and controls are what this is about
  /(\u001b\[[0-9;:]*m)|\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])?|[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g

/**
 * A line as it may go to a terminal. Logs come from other machines: colours stay where they can be shown, everything
 * else that could move the cursor, retitle the window or answer for the person is taken out.
 */
export const shownText = (line: string, hasColour: boolean): string =>
  line.replace(notPlain, (_found, colour: string | undefined) => (hasColour && colour !== undefined ? colour : ''))

/** Rows as columns, two spaces apart; the last column is not padded. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows)
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length)
  return rows
    .map(row =>
      row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd()
    )
    .join('\n')
}

/** A table with its headings, or a sentence where there is nothing. */
export const listOrNone = (headings: readonly string[], rows: readonly (readonly string[])[], none: string): string =>
  rows.length === 0 ? none : table([headings, ...rows])
