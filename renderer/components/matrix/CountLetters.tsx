import { stateLetters } from '@shared/state-looks'
import { stateLooks } from '../StateBadge'
import classes from './CountLetters.module.css'
import type { Counts } from './matrix-model'

/** How many look like what, by letters: `F 3  R 2  S 40`. */
export function CountLetters({ counts }: { readonly counts: Counts }) {
  return (
    <span className={classes.counts}>
      {counts.map(({ state, count }) => (
        <span key={state} data-tone={stateLooks[state].tone} title={`${count} ${stateLooks[state].word.toLowerCase()}`}>
          <strong>{stateLetters[state]}</strong> {count}
        </span>
      ))}
    </span>
  )
}
