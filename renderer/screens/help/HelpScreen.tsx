import { useEffect, useRef } from 'react'
import { LoadingBars } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import type { HelpBook } from '../../help/book'
import { useHelpBook } from '../../help/use-help-book'
import { navigate, useHash, useSearch } from '../../navigation/history'
import { NotFoundScreen } from '../NotFoundScreen'
import { HelpBeginning } from './HelpBeginning'
import { HelpContents } from './HelpContents'
import { HelpHits } from './HelpHits'
import { HelpPage } from './HelpPage'
import { HelpSearch } from './HelpSearch'
import classes from './help.module.css'
import { useHelpKeys } from './use-help-keys'
import { queryIn, searchPath, useHelpSearch } from './use-help-search'

/** Slipway's own documents, without a network: to be read, and to be searched. */
export function HelpScreen({ documentId }: { readonly documentId: string | null }) {
  const book = useHelpBook()
  if (book === null) return <Waiting />
  const isThere = documentId === null || book.some(({ id }) => id === documentId)
  return isThere ? <Help book={book} documentId={documentId} /> : <NotFoundScreen what="page of the help" />
}

const Waiting = () => (
  <Screen>
    <PageHeader title="Help" />
    <LoadingBars what="the help" />
  </Screen>
)

interface HelpProps {
  readonly book: HelpBook
  readonly documentId: string | null
}

function Help({ book, documentId }: HelpProps) {
  const query = queryIn(useSearch())
  const anchor = decodeURIComponent(useHash().slice(1))
  const box = useRef<HTMLInputElement>(null)
  const document = book.find(({ id }) => id === documentId)
  const search = useHelpSearch(book, query)
  useHelpKeys(() => {
    box.current?.focus()
    box.current?.select()
  })
  const top = useRef<HTMLDivElement>(null)
  // Another page begins at its beginning, wherever the one before was left; its sections are gone to by the page.
  // biome-ignore lint/correctness/useExhaustiveDependencies: for each of them
  useEffect(() => {
    if (anchor === '') top.current?.scrollIntoView({ block: 'start' })
  }, [documentId, query, anchor])
  return (
    <Screen>
      <div ref={top} className={classes.help}>
        <div className={classes.beside}>
          <HelpSearch
            box={box}
            query={query}
            search={search}
            onChange={text => navigate(searchPath(text), { replace: query !== '' })}
          />
          <HelpContents book={book} shown={query === '' ? document : undefined} anchor={anchor} />
        </div>
        <div className={classes.page}>
          {query !== '' ? (
            <HelpHits query={query} search={search} />
          ) : document === undefined ? (
            <HelpBeginning book={book} />
          ) : (
            <HelpPage key={document.id} book={book} document={document} anchor={anchor} />
          )}
        </div>
      </div>
    </Screen>
  )
}
