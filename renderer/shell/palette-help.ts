import { Best, scoreOf } from '@shared/search/search'
import { type HelpBook, helpPath } from '../help/book'
import type { PaletteItem } from './palette-item'

const shownAtMost = 5
/** As much as one word at the beginning of a word: what merely has its letters somewhere is of no help. */
const least = 60

/** Sections of the help with these words in their headings, the best few. Their texts are searched in the help. */
export function helpItems(words: readonly string[], book: HelpBook): readonly PaletteItem[] {
  const best = new Best<PaletteItem>(shownAtMost)
  for (const document of book)
    for (const { anchor, title } of document.sections) {
      const keywords = document.title
      const score = scoreOf(words, { label: title, keywords })
      if (score < least * words.length) continue
      const href = helpPath(document.id, anchor)
      best.offer(
        {
          id: `help ${href}`,
          group: 'Help',
          icon: 'question-circle',
          label: title,
          detail: anchor === '' ? 'Help' : document.title,
          keywords,
          does: { kind: 'go', href }
        },
        score
      )
    }
  return best.all()
}
