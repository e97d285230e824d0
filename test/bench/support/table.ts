/** Prints rows under headings, the first column to the left, figures to the right. */
export function printTable(headings: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map(row => row[column]?.length ?? 0))
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
  const text = [line(headings), line(widths.map(width => '-'.repeat(width))), ...rows.map(line)].join('\n')
  process.stdout.write(`${text}\n`)
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** A goal and what became of it, in one line. */
export function printGoal(name: string, goal: string, seen: string, isMet: boolean): void {
  print(`${isMet ? 'met    ' : 'MISSED '} ${name}: ${seen} (goal ${goal})`)
}
