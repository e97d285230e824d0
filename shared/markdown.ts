import createMarkdown, { type MarkdownIt } from 'markdown-it'
import inserted from 'markdown-it-ins'
import marked from 'markdown-it-mark'
import subscript from 'markdown-it-sub'
import superscript from 'markdown-it-sup'

/**
 * Makes HTML of CommonMark with pipe tables, struck, inserted, marked, lowered and raised text, and links without
 * brackets, laid out as Markdig does. HTML in it passes through: the result is for files and mails, not for a window.
 */
export function markdownToHtml(text: string): string {
  converter ??= createConverter()
  return converter.render(text)
}

let converter: MarkdownIt | undefined

function createConverter(): MarkdownIt {
  const markdown = createMarkdown({ html: true, xhtmlOut: true, linkify: true })
  markdown.use(subscript).use(superscript).use(inserted).use(marked)
  // Markdig refuses no link, whatever it leads to.
  markdown.validateLink = () => true
  linkOnlyAddresses(markdown)
  const { rules } = markdown.renderer
  rules.s_open = () => '<del>'
  rules.s_close = () => '</del>'
  for (const cell of ['th_open', 'td_open']) {
    rules[cell] = (tokens, index, options, _environment, renderer) =>
      renderer.renderToken(tokens, index, options).replace(/text-align:(\w+)"/, 'text-align: $1;"')
  }
  return markdown
}

/** Only what begins like an address becomes a link, as in Markdig: neither `readme.md` nor `me@example.org`. */
function linkOnlyAddresses({ linkify }: MarkdownIt): void {
  linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false })
  linkify.add('//', null)
  linkify.add('www.', {
    validate: (text, position) =>
      /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+(?::\d+)?(?:[/?#][^\s<]*[^\s<.,;:!?"')])?\/?/u.exec(
        text.slice(position)
      )?.[0].length ?? 0,
    normalize: match => {
      match.url = `http://${match.url}`
    }
  })
}
