import { Fragment } from 'react'
import { Icon } from './Icon'
import classes from './Way.module.css'

/** How a host was found: `coming` is not known yet, `question` waits for a person's answer. */
export type HostLook = 'ok' | 'warning' | 'failed' | 'question' | 'coming'

export interface WayProps {
  /** In the order of the way; the last one is where it leads. */
  readonly hosts: readonly { readonly key: string; readonly name: string; readonly look: HostLook }[]
}

const looks = {
  ok: { icon: 'check-circle', word: 'reached' },
  warning: { icon: 'warning', word: 'reached, should be looked at' },
  failed: { icon: 'x-circle', word: 'failed' },
  question: { icon: 'question-circle', word: 'waits for your answer' },
  coming: { icon: 'circle', word: 'not known yet' }
} as const

/** A picture of the way to a host: this machine, the jump hosts in between, and the host itself. */
export function Way({ hosts }: WayProps) {
  return (
    <ol className={classes.way} aria-label="The way there">
      <li className={classes.host}>
        <Icon name="display" size={14} />
        <span>This machine</span>
      </li>
      {hosts.map(({ key, name, look }) => (
        <Fragment key={key}>
          <li className={classes.arrow} aria-hidden>
            <Icon name="arrow-right" size={14} />
          </li>
          <li className={classes.host} data-look={look}>
            <Icon name={looks[look].icon} size={14} label={looks[look].word} />
            <span className={classes.name} title={name}>
              {name}
            </span>
          </li>
        </Fragment>
      ))}
    </ol>
  )
}
