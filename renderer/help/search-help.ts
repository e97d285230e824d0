import { remembered } from '../lib/remembered'
import { blocksOf, type HelpBook, type HelpDocument, type HelpSection, helpPath } from './book'
import { sentencesOf } from './plain'

/** A piece of a text; hits are what was looked for. */
export interface TextPiece {
  readonly text: string
  readonly isHit: boolean
}

/** A section that a query finds. */
export interface HelpHit {
  readonly path: string
  readonly title: string
  /** Where it stands, from the outside in. */
  readonly where: readonly string[]
  /** The sentence that fits best; of a section without a text nothing. */
  readonly excerpt: readonly TextPiece[]
}

const shownAtMost = 40
const longestExcerpt = 230

interface Entry {
  readonly document: HelpDocument
  readonly section: HelpSection
  readonly title: string
  readonly blocks: readonly string[]
  readonly text: string
}

/** What is looked through, made once for a book. */
const entriesOf = remembered((book: HelpBook): readonly Entry[] =>
  book.flatMap(document =>
    document.sections.map(section => {
      // Words of the glossary are entries of their own.
      const holdsTerms = document.id === 'glossary' && section.level < 4
      const blocks = holdsTerms ? [] : blocksOf(section)
      return { document, section, title: section.title.toLowerCase(), blocks, text: blocks.join('\n').toLowerCase() }
    })
  )
)

/** Sections with all words of a query, best first: a heading says more than a text, and a whole word more than a part. */
export function searchHelp(book: HelpBook, query: string): readonly HelpHit[] {
  const words = wordsOf(query)
  if (words.length === 0) return []
  const phrase = words.join(' ')
  return entriesOf(book)
    .map((entry, order) => ({ entry, order, score: scoreOf(entry, words, phrase) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.order - b.order)
    .slice(0, shownAtMost)
    .map(({ entry }) => hitOf(entry, words))
}

/** Many are looked for in the plural that stand in the singular. */
const wordsOf = (query: string): readonly string[] =>
  query
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .map(word => (word.length > 4 && /[^s]s$/.test(word) ? word.slice(0, -1) : word))

function scoreOf({ document, section, title, text }: Entry, words: readonly string[], phrase: string): number {
  let sum = 0
  for (const word of words) {
    const inTitle = fit(word, title) * 5
    const inText = fit(word, text)
    const inDocument = fit(word, document.title.toLowerCase())
    const most = Math.max(inTitle, inText, inDocument)
    if (most === 0) return 0
    sum += most + Math.min(countOf(word, text), 6) * 0.3
  }
  if (words.length > 1 && title.includes(phrase)) sum += 8
  else if (words.length > 1 && text.includes(phrase)) sum += 4
  // The very word, and nothing else.
  if (title === phrase) sum += section.level === 4 ? 6 : 4
  return sum
}

const isLetter = /[\p{L}\p{N}]/u

/** 3 for a whole word or its plural, 2 for the beginning of one, 1 for a part, 0 where it is not. */
function fit(word: string, text: string): number {
  let best = 0
  for (let at = text.indexOf(word); at >= 0 && best < 3; at = text.indexOf(word, at + 1)) {
    const isStart = at === 0 || !isLetter.test(text.charAt(at - 1))
    const after = text.slice(at + word.length, at + word.length + 2)
    const isWhole = !isLetter.test(after.charAt(0)) || (after.startsWith('s') && !isLetter.test(after.charAt(1)))
    // A letter or two inside of a word mean nothing.
    best = Math.max(best, isStart ? (isWhole ? 3 : 2) : word.length > 2 ? 1 : 0)
  }
  return best
}

const countOf = (word: string, text: string): number => text.split(word).length - 1

function hitOf({ document, section, blocks }: Entry, words: readonly string[]): HelpHit {
  const { within, anchor, title } = section
  return {
    path: helpPath(document.id, anchor),
    title,
    where: [...(anchor === '' ? ['Document'] : [document.title]), ...(within === null ? [] : [within])],
    excerpt: marked(excerptOf(blocks, words), words)
  }
}

/** The sentence with most of the words, the first of several; the first of all where none has any. */
function excerptOf(blocks: readonly string[], words: readonly string[]): string {
  let best = { sentence: blocks[0] === undefined ? '' : (sentencesOf(blocks[0])[0] ?? ''), score: 0 }
  for (const sentence of blocks.flatMap(sentencesOf)) {
    const text = sentence.toLowerCase()
    const score = words.reduce((sum, word) => sum + fit(word, text), 0)
    if (score > best.score) best = { sentence, score }
  }
  return shortened(best.sentence, words)
}

/** A sentence that is too long, around the first of the words. */
function shortened(sentence: string, words: readonly string[]): string {
  if (sentence.length <= longestExcerpt) return sentence
  const text = sentence.toLowerCase()
  const first = Math.min(...words.map(word => text.indexOf(word)).filter(at => at >= 0), sentence.length)
  const from = first < longestExcerpt - 60 ? 0 : sentence.lastIndexOf(' ', first - 60) + 1
  const cut = sentence.slice(from, from + longestExcerpt)
  const rest = from + longestExcerpt < sentence.length ? `${cut.slice(0, cut.lastIndexOf(' '))}…` : cut
  return from === 0 ? rest : `…${rest}`
}

/** A text with the words marked in it. */
export function marked(text: string, words: readonly string[]): readonly TextPiece[] {
  const wanted = words
    .filter(word => word !== '')
    .map(word => `${word.length > 2 ? '' : '(?<![\\p{L}\\p{N}])'}${word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`)
  if (text === '' || wanted.length === 0) return text === '' ? [] : [{ text, isHit: false }]
  const parts = text.split(new RegExp(`(${wanted.join('|')})`, 'iu'))
  return parts.flatMap((part, index) => (part === '' ? [] : [{ text: part, isHit: index % 2 === 1 }]))
}
