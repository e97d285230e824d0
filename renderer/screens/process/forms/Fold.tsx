import { type ReactNode, useId } from 'react'
import { Icon } from '../../../components/Icon'
import classes from './forms.module.css'

export interface FoldProps {
  readonly title: string
  /** What the fields inside come to, in words. */
  readonly summary: ReactNode
  readonly isOpen: boolean
  readonly onToggle: () => void
  /** Something inside is wrong: it stays open until that is mended. */
  readonly hasIssue: boolean
  readonly children: ReactNode
}

/** A part of a form that says in words what it holds, and opens to change it. */
export function Fold({ title, summary, isOpen, onToggle, hasIssue, children }: FoldProps) {
  const id = useId()
  const isShown = isOpen || hasIssue
  return (
    <section className={classes.fold} aria-labelledby={`${id}-title`} data-open={isShown || undefined}>
      <h3 className={classes.foldHead}>
        <button
          type="button"
          className={classes.foldButton}
          aria-expanded={isShown}
          aria-controls={isShown ? id : undefined}
          onClick={onToggle}
        >
          <span className={classes.chevron}>
            <Icon name="chevron-right" size={12} />
          </span>
          <span id={`${id}-title`} className={classes.foldTitle}>
            {title}
          </span>
          <span className={classes.foldSummary}>{summary}</span>
          {hasIssue && (
            <span className={classes.foldIssue}>
              <Icon name="warn-circle" size={14} label="Has fields to mend" />
            </span>
          )}
        </button>
      </h3>
      {isShown && (
        <div id={id} className={classes.foldBody}>
          {children}
        </div>
      )}
    </section>
  )
}
