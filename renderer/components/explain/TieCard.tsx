import { Button } from '@mantine/core'
import type { ValueLook } from '@shared/variables/explain-words'
import { type Labels, originWords } from '@shared/variables/scope-words'
import type { Tie, TieFix } from '@shared/variables/ties'
import type { ReactNode } from 'react'
import { Icon } from '../Icon'
import { ScopeChips } from './ScopeChips'
import classes from './TieCard.module.css'
import { fixLabel, tiePlace, tieTitle } from './tie-words'
import { ValueText } from './ValueText'

export interface TieCardProps {
  readonly tie: Tie
  /** What each of its rows holds; null where the row is not known any more. */
  readonly lookOf: (id: Tie['rows'][number]['id']) => ValueLook | null
  readonly labels: Labels
  readonly onFix: (fix: TieFix) => void
  /** A way to where the rows are edited. */
  readonly children: ReactNode
}

/** Rows that nothing tells apart, side by side, with what would tell them apart. */
export function TieCard({ tie, lookOf, labels, onFix, children }: TieCardProps) {
  return (
    <section className={classes.card} aria-label={tieTitle(tie)}>
      <Icon name="warn-circle" size={16} />
      <div className={classes.body}>
        <h3 className={classes.title}>{tieTitle(tie)}</h3>
        <p className={classes.where}>
          {tiePlace(tie, labels)} Nothing says which one to take, so no release is made of them.
        </p>
        <ol className={classes.rows} aria-label={`Rows of ${originWords(tie.origin)}`}>
          {tie.rows.map(({ id, scope }, index) => {
            const look = lookOf(id)
            return (
              <li key={id} className={classes.row}>
                <span className={classes.number}>{index + 1}</span>
                <span className={classes.value}>{look && <ValueText look={look} />}</span>
                <ScopeChips scope={scope} labels={labels} />
              </li>
            )
          })}
        </ol>
        <div className={classes.fixes}>
          {tie.fixes.map(fix => (
            <Button key={fixLabel(tie, fix, labels)} size="xs" variant="default" onClick={() => onFix(fix)}>
              {fixLabel(tie, fix, labels)}
            </Button>
          ))}
          {children}
        </div>
      </div>
    </section>
  )
}
