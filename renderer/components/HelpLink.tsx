import { ActionIcon, Tooltip } from '@mantine/core'
import type { MouseEvent } from 'react'
import { Link } from 'wouter'
import { type HelpTopic, topicPath } from '../help/topics'
import classes from './HelpLink.module.css'
import { Icon } from './Icon'

export interface HelpLinkProps {
  readonly topic: HelpTopic
  /** Comes before the link is followed. */
  readonly onClick?: (event: MouseEvent<HTMLElement>) => void
}

/** Leads to the section of the help about what is shown. */
export function HelpLink({ topic, onClick }: HelpLinkProps) {
  return (
    <Tooltip label={onClick === undefined ? 'Help on this screen (F1)' : 'Help on this'}>
      <ActionIcon
        component={Link}
        href={topicPath(topic)}
        size={24}
        className={classes.link ?? ''}
        aria-label="Help on this"
        {...(onClick === undefined ? {} : { onClick })}
      >
        <Icon name="question-circle" size={15} />
      </ActionIcon>
    </Tooltip>
  )
}
