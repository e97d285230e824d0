import { Fragment } from 'react'
import { EmptyState } from '../../components/EmptyState'
import { PageHeader } from '../../components/PageHeader'
import type { HelpHit, TextPiece } from '../../help/search-help'
import { plural } from '../../lib/plural'
import { navigate } from '../../navigation/history'
import classes from './help.module.css'
import { type HelpSearchState, hitId } from './use-help-search'

interface HelpHitsProps {
  readonly query: string
  readonly search: HelpSearchState
}

/** What a search found, the best first, with the sentence around it. */
export function HelpHits({ query, search: { hits, chosen } }: HelpHitsProps) {
  return (
    <>
      <PageHeader title="Help" crumbs={[{ label: 'Contents', href: '/help' }]} />
      <p className={classes.count} role="status">
        {hits.length === 0 ? `Nothing in the help has “${query}”.` : `${plural(hits.length, 'place')} with “${query}”`}
      </p>
      {hits.length === 0 ? (
        <EmptyState icon="search" title="Nothing found">
          Try another word, or fewer: every word has to stand in the same section.
        </EmptyState>
      ) : (
        <div id="help-hits" role="listbox" aria-label="Found in the help" className={classes.hits}>
          {hits.map((hit, index) => (
            <Hit key={hit.path} hit={hit} index={index} isChosen={index === chosen} />
          ))}
        </div>
      )}
    </>
  )
}

interface HitProps {
  readonly hit: HelpHit
  readonly index: number
  readonly isChosen: boolean
}

function Hit({ hit, index, isChosen }: HitProps) {
  return (
    // The cursor stays in the search, whose keys choose.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    // biome-ignore lint/a11y/useFocusableInteractive: see above
    <div
      id={hitId(index)}
      role="option"
      aria-selected={isChosen}
      className={classes.hit}
      onClick={() => navigate(hit.path)}
    >
      <div className={classes.hitTitle}>
        {hit.title}
        <span className={classes.where}>{hit.where.join(' › ')}</span>
      </div>
      {hit.excerpt.length > 0 && (
        <p className={classes.excerpt}>
          <Pieces pieces={hit.excerpt} />
        </p>
      )}
    </div>
  )
}

const Pieces = ({ pieces }: { readonly pieces: readonly TextPiece[] }) =>
  pieces.map(({ text, isHit }, index) => <Fragment key={index}>{isHit ? <mark>{text}</mark> : text}</Fragment>)
