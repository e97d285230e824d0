import { Link } from 'wouter'
import { Card } from '../../components/Card'
import { Kbd } from '../../components/Kbd'
import { PageHeader } from '../../components/PageHeader'
import { type HelpBook, helpPath } from '../../help/book'
import { aboutDocument } from '../../help/documents'
import classes from './help.module.css'

/** What there is to read, each with what it is about. */
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
          {book.map(({ id, title }) => (
            <li key={id} className={classes.entry}>
              <Link href={helpPath(id)}>{title}</Link>
              <span className={classes.about}>{aboutDocument(id)}</span>
            </li>
          ))}
        </ul>
      </Card>
    </>
  )
}
