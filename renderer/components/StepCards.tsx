import type { ReactNode } from 'react'
import { Icon } from './Icon'
import classes from './StepCards.module.css'

export interface StepCard {
  readonly key: string
  readonly title: string
  readonly text: string
  readonly state: 'done' | 'next' | 'later'
  /** The button of the next step. */
  readonly action: ReactNode
}

/** Steps to take in order: ticked when done, with a button on the next one. */
export function StepCards({ label, cards }: { readonly label: string; readonly cards: readonly StepCard[] }) {
  return (
    <ol className={classes.cards} aria-label={label}>
      {cards.map((card, index) => (
        <li key={card.key} className={classes.card} data-state={card.state}>
          <span className={classes.number}>
            {card.state === 'done' ? <Icon name="check" size={13} label="Done" /> : index + 1}
          </span>
          <div className={classes.body}>
            <h2 className={classes.title}>{card.title}</h2>
            <p className={classes.text}>{card.text}</p>
            {card.state === 'next' && <div className={classes.action}>{card.action}</div>}
          </div>
        </li>
      ))}
    </ol>
  )
}
