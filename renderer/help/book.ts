import { cellsOf, plainBlocks, plainLine } from './plain'

/** A part of a document that has an address: what stands below one heading, or a word of the glossary. */
export interface HelpSection {
  /** What names it behind the `#` of an address; empty for what a document begins with. */
  readonly anchor: string
  readonly title: string
  /** 1 is the whole document, 2 and 3 are its sections, 4 is a word that is explained. */
  readonly level: number
  /** The title of the section around it, if it lies in one. */
  readonly within: string | null
  /** What stands there, in Markdown, without its heading. */
  readonly body: string
}

/** One of the documents. */
export interface HelpDocument {
  /** Names it in addresses. */
  readonly id: string
  readonly title: string
  /** The first one is what it begins with. */
  readonly sections: readonly HelpSection[]
}

/** Everything that the help shows. */
export type HelpBook = readonly HelpDocument[]

/** Cuts documents into sections. @param texts Markdown by the name of the document */
export const bookOf = (texts: Readonly<Record<string, string>>): HelpBook =>
  Object.entries(texts).map(([id, text]) => documentOf(id, text))

/** What a heading is called in an address, by the rule of the places that show Markdown. */
export const anchorOf = (title: string): string =>
  title
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-')

/** The word that a row of a table explains; null for other rows. */
export const termOf = (row: string): string | null => /^\|?\s*\*\*(.+?)\*\*/.exec(row.trim())?.[1] ?? null

/** The address of a document, or of a section in it. */
export const helpPath = (documentId: string, anchor = ''): string =>
  `/help/${documentId}${anchor === '' ? '' : `#${anchor}`}`

interface Heading {
  readonly level: number
  readonly title: string
}

const headingOf = (line: string): Heading | null => {
  const found = /^(#{1,3})\s+(.*)$/.exec(line)
  return found === null ? null : { level: found[1]?.length ?? 1, title: plainLine(found[2] ?? '') }
}

function documentOf(id: string, text: string): HelpDocument {
  const parts = partsOf(text)
  const title = (parts[0]?.title ?? id).split(':')[0] ?? id
  let around: string | null = null
  const sections = parts.flatMap(({ level, title: heading, lines }, index): readonly HelpSection[] => {
    if (level === 2) around = heading
    const within = level === 3 ? around : null
    const body = (index === 0 ? withoutContents(lines) : lines).join('\n').trim()
    const anchor = index === 0 ? '' : anchorOf(heading)
    const section = { anchor, title: index === 0 ? title : heading, level, within, body }
    return [section, ...(id === 'glossary' ? termsOf(lines) : [])]
  })
  return { id, title, sections }
}

/** The words that a glossary explains. */
const termsOf = (lines: readonly string[]): readonly HelpSection[] =>
  lines.flatMap(line => {
    const term = line.startsWith('|') ? termOf(line) : null
    if (term === null) return []
    const body = cellsOf(line).slice(1).join(' ')
    return [{ anchor: anchorOf(term), title: term, level: 4, within: null, body }]
  })

/** Headings with the lines below them. What stands in code is no heading. */
function partsOf(text: string): readonly (Heading & { readonly lines: readonly string[] })[] {
  const parts: (Heading & { readonly lines: string[] })[] = []
  let isCode = false
  for (const line of text.split('\n')) {
    if (line.trimStart().startsWith('```')) isCode = !isCode
    const heading = isCode ? null : headingOf(line)
    if (heading) parts.push({ ...heading, lines: [] })
    else parts.at(-1)?.lines.push(line)
  }
  return parts
}

/** A document's own list of contents stands beside it already. */
const withoutContents = (lines: readonly string[]): readonly string[] =>
  lines.filter(line => !/^\s*(-|\d+\.) \[[^\]]*\]\(#[^)]*\)$/.test(line))

/** All that a section says, as texts without marks. */
export const blocksOf = ({ body }: HelpSection): readonly string[] => plainBlocks(body)
