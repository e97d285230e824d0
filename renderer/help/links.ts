import { type HelpBook, helpPath } from './book'

/** Where a link in a document leads inside of the help; null where it leads elsewhere. */
export function linkPath(book: HelpBook, documentId: string, href: string): string | null {
  const [file = '', anchor = ''] = href.split('#')
  const wanted = file === '' ? documentId : (/^([a-z-]+)\.md$/.exec(file)?.[1] ?? '')
  const document = book.find(({ id }) => id === wanted)
  if (document === undefined) return null
  const isThere = document.sections.some(section => section.anchor === anchor)
  return helpPath(wanted, isThere ? anchor : '')
}
