/** What Markdown says, without its marks: one text for each paragraph, entry, row and line of code. */
export function plainBlocks(markdown: string): readonly string[] {
  const blocks: string[] = []
  let open: string[] = []
  let isCode = false
  const close = () => {
    if (open.length > 0) blocks.push(plainLine(open.join(' ')))
    open = []
  }
  for (const line of markdown.split('\n')) {
    const text = line.trim()
    if (text.startsWith('```')) {
      close()
      isCode = !isCode
    } else if (isCode) {
      if (text !== '') blocks.push(text)
    } else if (text === '' || isRule(text)) close()
    else if (text.startsWith('|')) {
      close()
      blocks.push(plainLine(cellsOf(text).join(' · ')))
    } else {
      if (startOfEntry.test(text)) close()
      open.push(text.replace(startOfEntry, ''))
    }
  }
  close()
  return blocks.filter(block => block !== '')
}

const startOfEntry = /^([-*]|\d+\.)\s+/

/** The line below the head of a table, or one across the page. */
const isRule = (text: string): boolean => /^\|?[-:| ]+\|?$/.test(text) && text.includes('---')

/** The cells of a row of a table. */
export const cellsOf = (row: string): readonly string[] =>
  row
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map(cell => cell.trim())

/** One line of Markdown as it reads. What is code stays as it is. */
export const plainLine = (text: string): string =>
  text
    .split(/(`[^`]+`)/)
    .map(part => (part.startsWith('`') && part.endsWith('`') ? part.slice(1, -1) : withoutMarks(part)))
    .join('')
    .trim()

const withoutMarks = (text: string): string =>
  text
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    // A link may be cut in two by code in its text.
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\]\([^)]*\)/g, '')
    .replace(/\*\*/g, '')
    .replace(/(^|[^\w*])\*(?=\S)|(\S)\*(?=[^\w*]|$)/g, '$1$2')

/** The sentences of a text. */
export const sentencesOf = (text: string): readonly string[] => text.split(/(?<=[.!?:])\s+(?=[\p{Lu}\d“"(#/])/u)
