import createMarkdown, { type MarkdownIt } from 'markdown-it'
import { createElement, Fragment, type ReactNode } from 'react'
import classes from './Markdown.module.css'

type Token = ReturnType<MarkdownIt['parse']>[number]

// HTML in the text stays text, and nothing is ever handed to the page as HTML: tokens become elements one by one.
const markdown: MarkdownIt = createMarkdown({ html: false, linkify: true })

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

/** Markdown as elements. Loaded on demand by Markdown. */
export function MarkdownText({ text }: { readonly text: string }) {
  return <div className={classes.markdown}>{childrenOf(markdown.parse(text, {}))}</div>
}

/** Elements of a flat list of tokens, in which opening and closing ones pair up. */
function childrenOf(tokens: readonly Token[]): readonly ReactNode[] {
  const done: ReactNode[] = []
  let at = 0
  while (at < tokens.length) {
    const token = tokens[at]
    if (token === undefined) break
    const end = token.nesting === 1 ? closingOf(tokens, at) : at
    done.push(<Fragment key={at}>{elementOf(token, tokens.slice(at + 1, end))}</Fragment>)
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

function elementOf(token: Token, inner: readonly Token[]): ReactNode {
  switch (token.type) {
    case 'inline':
      return childrenOf(token.children ?? [])
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
      return `[${token.content || 'picture'}]`
    case 'heading_open':
      return <p className={classes.heading}>{childrenOf(inner)}</p>
    case 'link_open':
      return <LinkText href={String(token.attrGet('href') ?? '')}>{childrenOf(inner)}</LinkText>
    default:
      return tags.has(token.tag) && !token.hidden
        ? createElement(token.tag, startOf(token), ...childrenOf(inner))
        : childrenOf(inner)
  }
}

const startOf = (token: Token): { readonly start?: number } => {
  const start = token.tag === 'ol' ? Number(token.attrGet('start') ?? 1) : 1
  return start === 1 ? {} : { start }
}

/** Nothing in here opens a browser, so an address is there to be read and copied. */
function LinkText({ href, children }: { readonly href: string; readonly children: readonly ReactNode[] }) {
  return (
    <span className={classes.link} title={href}>
      {children}
    </span>
  )
}
