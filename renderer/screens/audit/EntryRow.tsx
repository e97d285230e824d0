import { ActionIcon, Tooltip } from '@mantine/core'
import type { AuditDoor, AuditEntry } from '@shared/audit'
import { memo, useId, useState } from 'react'
import { Link } from 'wouter'
import { Icon } from '../../components/Icon'
import { copyText } from '../../components/log/copy-text'
import { formatMoment, formatTime } from '../../lib/time'
import classes from './audit.module.css'
import { addressOf, iconOf, toneOf } from './entry-looks'

interface EntryRowProps {
  readonly entry: AuditEntry
  /** Whether the chain breaks here. */
  readonly isBroken: boolean
  readonly isOpen: boolean
  readonly isFocusable: boolean
  readonly onFocus: () => void
  readonly onToggle: () => void
}

const isSame = (a: EntryRowProps, b: EntryRowProps): boolean =>
  a.entry === b.entry && a.isOpen === b.isOpen && a.isBroken === b.isBroken && a.isFocusable === b.isFocusable

/** One entry: what happened, who did it and when; opened, what changed and its place in the chain. */
export const EntryRow = memo(function EntryRow(props: EntryRowProps) {
  const { entry, isBroken, isOpen, isFocusable, onFocus, onToggle } = props
  const details = useId()
  return (
    <li className={classes.entry} data-open={isOpen} data-broken={isBroken}>
      <button
        type="button"
        className={classes.row}
        aria-expanded={isOpen}
        aria-controls={details}
        tabIndex={isFocusable ? 0 : -1}
        onFocus={onFocus}
        onClick={onToggle}
      >
        <span className={classes.mark} data-tone={toneOf(entry)}>
          <Icon name={iconOf(entry)} size={14} />
        </span>
        <span className={classes.summary}>{entry.summary}</span>
        {isBroken && <span className={classes.broken}>not as it was written</span>}
        <Who entry={entry} />
        <time className={classes.time} dateTime={new Date(entry.at).toISOString()} title={formatMoment(entry.at)}>
          {formatTime(entry.at)}
        </time>
        <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} size={12} />
      </button>
      <div id={details} hidden={!isOpen}>
        {isOpen && <Details entry={entry} />}
      </div>
    </li>
  )
}, isSame)

/** How somebody came to do it. */
const doorWays: Readonly<Record<AuditDoor, string>> = {
  window: 'in the window',
  'command-line': 'on the command line',
  api: 'by the HTTP API',
  slipway: 'by itself'
}

/** What Slipway did by itself is not said to have been done by somebody. */
function Who({ entry: { user, door } }: { readonly entry: AuditEntry }) {
  const name = door === 'slipway' ? 'Slipway' : user
  const way = door === 'slipway' ? `while ${user} used it` : doorWays[door]
  return (
    <span className={classes.who} title={`${name}, ${way}`}>
      <span className={classes.person}>{name}</span>
      {door === 'command-line' && <Icon name="terminal" size={12} label={doorWays['command-line']} />}
    </span>
  )
}

function Details({ entry }: { readonly entry: AuditEntry }) {
  const { changes = [], seq, prev, hash, user, door, at } = entry
  const address = addressOf(entry)
  return (
    <div className={classes.details}>
      {changes.length > 0 && (
        <table className={classes.changes} aria-label="Changes">
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">Before</th>
              <th scope="col">After</th>
            </tr>
          </thead>
          <tbody>
            {changes.map(({ field, before, after }) => (
              <tr key={`${field} ${before} ${after}`}>
                <th scope="row">{field}</th>
                <td>{before ?? <None />}</td>
                <td>{after ?? <None />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <dl className={classes.facts}>
        <dt>When</dt>
        <dd>{formatMoment(at)}</dd>
        <dt>Who</dt>
        <dd>{door === 'slipway' ? `Slipway, while ${user} used it` : `${user}, ${doorWays[door]}`}</dd>
        <dt>Entry</dt>
        <dd>{seq}</dd>
        <dt>Hash</dt>
        <dd>
          <Hash hash={hash} />
        </dd>
        <dt>Hash before</dt>
        <dd>
          <Hash hash={prev} />
        </dd>
      </dl>
      {address !== null && (
        <Link href={address} className={classes.link ?? ''}>
          Go to {entry.subject.name} <Icon name="arrow-right" size={12} />
        </Link>
      )}
    </div>
  )
}

const None = () => <span className={classes.none}>nothing</span>

/** A whole hash with a button that copies it. */
export function Hash({ hash }: { readonly hash: string }) {
  const [isCopied, setCopied] = useState(false)
  return (
    <span className={classes.hash}>
      <code>{hash}</code>
      <Tooltip label={isCopied ? 'Copied' : 'Copy'}>
        <ActionIcon size={24} aria-label="Copy the hash" onClick={() => setCopied(copyText(hash))}>
          <Icon name={isCopied ? 'check' : 'copy'} size={12} />
        </ActionIcon>
      </Tooltip>
    </span>
  )
}
