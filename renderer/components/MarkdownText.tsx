import createMarkdown, { type MarkdownIt } from 'markdown-it'
import { createElement, Fragment, type ReactNode } from 'react'
import classes from './Markdown.module.css'

type Token = ReturnType<MarkdownIt['parse']>[number]

// HTML in the text stays text, and nothing is ever handed to the page as HTML: tokens become elements one by one.
const markdown: MarkdownIt = createMarkdown({ html: false, linkify: true })

/** Where links mean something, nothing becomes one that was not written as one, such as a file that ends like a domain. */
const plainMarkdown: MarkdownIt = createMarkdown({ html: false })

/** The elements that may come of a text; anything else is left out and its content kept. */
const tags = new Set([
  'p',
  'ul',
  'ol',
  'li',
  'blockquote',
  'em',
  'strong',
  's',
  'table',
  'thead',
  'tbody',
  'tr',
  'th',
  'td'
])

/** What some texts show in a way of their own. */
export interface MarkdownLooks {
  /** A link; as text with its address to be read where absent. */
  readonly link?: (href: string, children: readonly ReactNode[]) => ReactNode
  /** A picture; its description in brackets where absent. */
  readonly picture?: (description: string) => ReactNode
  /** What names a row of a table, given its first cell as it was written. */
  readonly rowId?: (firstCell: string) => string | undefined
}

export interface MarkdownTextProps {
  readonly text: string
  readonly looks?: MarkdownLooks
}

/** Markdown as elements. Loaded on demand by Markdown. */
export function MarkdownText({ text, looks = {} }: MarkdownTextProps) {
  const parser = looks.link === undefined ? markdown : plainMarkdown
  return <div className={classes.markdown}>{childrenOf(parser.parse(text, {}), looks)}</div>
}

/** Elements of a flat list of tokens, in which opening and closing ones pair up. */
function childrenOf(tokens: readonly Token[], looks: MarkdownLooks): readonly ReactNode[] {
  const done: ReactNode[] = []
  let at = 0
  while (at < tokens.length) {
    const token = tokens[at]
    if (token === undefined) break
    const end = token.nesting === 1 ? closingOf(tokens, at) : at
    done.push(<Fragment key={at}>{elementOf(token, tokens.slice(at + 1, end), looks)}</Fragment>)
    at = end + 1
  }
  return done
}

function closingOf(tokens: readonly Token[], from: number): number {
  let depth = 0
  for (let at = from; at < tokens.length; at++) {
    depth += tokens[at]?.nesting ?? 0
    if (depth === 0) return at
  }
  return tokens.length
}

function elementOf(token: Token, inner: readonly Token[], looks: MarkdownLooks): ReactNode {
  switch (token.type) {
    case 'inline':
      return childrenOf(token.children ?? [], looks)
    case 'text':
      return token.content
    case 'softbreak':
      return '\n'
    case 'hardbreak':
      return <br />
    case 'hr':
      return <hr />
    case 'code_inline':
      return <code>{token.content}</code>
    case 'code_block':
    case 'fence':
      return <pre>{token.content}</pre>
    case 'image':
      return looks.picture ? looks.picture(token.content) : `[${token.content || 'picture'}]`
    case 'heading_open':
      return <p className={classes.heading}>{childrenOf(inner, looks)}</p>
    case 'link_open':
      return linkOf(String(token.attrGet('href') ?? ''), childrenOf(inner, looks), looks)
    default:
      return tags.has(token.tag) && !token.hidden
        ? createElement(token.tag, { ...startOf(token), ...rowOf(token, inner, looks) }, ...childrenOf(inner, looks))
        : childrenOf(inner, looks)
  }
}

const linkOf = (href: string, children: readonly ReactNode[], { link }: MarkdownLooks): ReactNode =>
  link ? link(href, children) : <LinkText href={href}>{children}</LinkText>

const rowOf = (token: Token, inner: readonly Token[], { rowId }: MarkdownLooks): { readonly id?: string } => {
  const id = token.tag === 'tr' ? rowId?.(inner.find(({ type }) => type === 'inline')?.content ?? '') : undefined
  return id === undefined ? {} : { id }
}

const startOf = (token: Token): { readonly start?: number } => {
  const start = token.tag === 'ol' ? Number(token.attrGet('start') ?? 1) : 1
  return start === 1 ? {} : { start }
}

/** Nothing in here opens a browser, so an address is there to be read and copied. */
export function LinkText({ href, children }: { readonly href: string; readonly children: readonly ReactNode[] }) {
  return (
    <span className={classes.link} title={href}>
      {children}
    </span>
  )
}
