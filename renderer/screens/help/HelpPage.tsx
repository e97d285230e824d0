import { type ReactNode, useEffect, useMemo } from 'react'
import { Link } from 'wouter'
import { LinkText, type MarkdownLooks, MarkdownText } from '../../components/MarkdownText'
import { PageHeader } from '../../components/PageHeader'
import { anchorOf, type HelpBook, type HelpDocument, type HelpSection, helpPath, termOf } from '../../help/book'
import { linkPath } from '../../help/links'
import { navigate } from '../../navigation/history'
import classes from './help.module.css'
import { placeId, reveal } from './reveal'

interface HelpPageProps {
  readonly book: HelpBook
  readonly document: HelpDocument
  /** The section to go to; empty for where it begins. */
  readonly anchor: string
}

/** A document with its sections. */
export function HelpPage({ book, document, anchor }: HelpPageProps) {
  useEffect(() => {
    if (anchor !== '') reveal(anchor)
  }, [anchor])
  return (
    <>
      <PageHeader title={document.title} crumbs={[{ label: 'Help', href: '/help' }]} />
      <article className={classes.article} aria-label={document.title}>
        {document.sections
          .filter(({ level }) => level < 4)
          .map(section => (
            <Part key={section.anchor} book={book} document={document} section={section} />
          ))}
      </article>
    </>
  )
}

interface PartProps extends Omit<HelpPageProps, 'anchor'> {
  readonly section: HelpSection
}

function Part({ book, document, section }: PartProps) {
  const { anchor, title, level, body } = section
  const looks = useMemo(() => looksOf(book, document.id, anchor), [book, document.id, anchor])
  const Heading = level === 2 ? 'h2' : 'h3'
  return (
    <>
      {anchor !== '' && (
        <Heading id={placeId(anchor)} tabIndex={-1} className={classes.heading}>
          {title}
        </Heading>
      )}
      {body !== '' && <MarkdownText text={body} looks={looks} />}
    </>
  )
}

/** How a section of a document shows links, pictures and words that it explains. */
const looksOf = (book: HelpBook, documentId: string, anchor: string): MarkdownLooks => ({
  link: (href, children) => {
    const to = linkPath(book, documentId, href)
    // Nothing leads out of the help: an address of elsewhere is there to be read.
    return to === null ? (
      <LinkText href={href}>{children}</LinkText>
    ) : (
      <Inside to={to} from={helpPath(documentId, anchor)}>
        {children}
      </Inside>
    )
  },
  // Pictures stay out of the app; the text says what they show.
  picture: () => null,
  rowId: cell => {
    const term = documentId === 'glossary' ? termOf(cell) : null
    return term === null ? undefined : placeId(anchorOf(term))
  }
})

interface InsideProps {
  readonly to: string
  /** The section that the link stands in, which going back comes back to. */
  readonly from: string
  readonly children: ReactNode
}

const Inside = ({ to, from, children }: InsideProps) => (
  <Link href={to} onClick={() => navigate(from, { replace: true })}>
    {children}
  </Link>
)
