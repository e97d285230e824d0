import { Link } from 'wouter'
import { Card } from '../../components/Card'
import { Kbd } from '../../components/Kbd'
import { PageHeader } from '../../components/PageHeader'
import { blocksOf, type HelpBook, helpPath } from '../../help/book'
import { sentencesOf } from '../../help/plain'
import classes from './help.module.css'

/** What there is to read, each with its first sentence. */
export function HelpBeginning({ book }: { readonly book: HelpBook }) {
  return (
    <>
      <PageHeader
        title="Help"
        subtitle={
          <>
            Everything here comes with Slipway and needs no network. Press <Kbd keys="/" /> to search all of it, or{' '}
            <Kbd keys="F1" /> on any screen for what the help says about it.
          </>
        }
      />
      <Card padding="flush">
        <ul className={classes.list}>
          {book.map(({ id, title, sections }) => (
            <li key={id} className={classes.entry}>
              <Link href={helpPath(id)}>{title}</Link>
              <span className={classes.about}>{aboutOf(sections)}</span>
            </li>
          ))}
        </ul>
      </Card>
    </>
  )
}

/** The first sentence that stands in a document. */
const aboutOf = (sections: HelpBook[number]['sections']): string => {
  const first = sections.flatMap(section => blocksOf(section).slice(0, 1))[0] ?? ''
  return sentencesOf(first)[0] ?? ''
}
