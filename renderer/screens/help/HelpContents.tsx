import { Link } from 'wouter'
import { type HelpBook, type HelpDocument, helpPath } from '../../help/book'
import { appHistory } from '../../navigation/history'
import classes from './help.module.css'
import { reveal } from './reveal'

interface HelpContentsProps {
  readonly book: HelpBook
  /** The one that is shown, with its sections; undefined for none. */
  readonly shown: HelpDocument | undefined
  /** The section that the address names. */
  readonly anchor: string
}

/** All documents, and the sections of the one that is shown. */
export function HelpContents({ book, shown, anchor }: HelpContentsProps) {
  return (
    <nav aria-label="Contents of the help" className={classes.contents}>
      <ul>
        {book.map(document => (
          <li key={document.id}>
            <Link
              href={helpPath(document.id)}
              className={classes.document ?? ''}
              aria-current={document === shown ? 'page' : undefined}
            >
              {document.title}
            </Link>
            {document === shown && <Sections document={document} anchor={anchor} />}
          </li>
        ))}
      </ul>
    </nav>
  )
}

function Sections({ document, anchor }: { readonly document: HelpDocument; readonly anchor: string }) {
  const sections = document.sections.filter(({ level }) => level === 2)
  if (sections.length === 0) return null
  return (
    <ul className={classes.sections}>
      {sections.map(section => (
        <li key={section.anchor}>
          <Link
            href={helpPath(document.id, section.anchor)}
            className={classes.section ?? ''}
            aria-current={section.anchor === anchor ? 'location' : undefined}
            // The address is the same for whoever scrolled away and wants to go back there.
            onClick={() => appHistory().hash() === `#${section.anchor}` && reveal(section.anchor)}
          >
            {section.title}
          </Link>
        </li>
      ))}
    </ul>
  )
}
