import type { AuditEntry } from '@shared/audit'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import classes from './audit.module.css'
import { EntryRow } from './EntryRow'
import { byDay } from './entry-looks'

interface AuditListProps {
  /** Newest first. */
  readonly entries: readonly AuditEntry[]
  readonly hasMore: boolean
  /** The number at which the chain breaks. */
  readonly brokenAt: number | null
  /** Asks for older ones. */
  readonly onMore: () => void
}

/** Entries by day. Older ones are fetched as the end comes near; days out of view are not laid out. */
export function AuditList({ entries, hasMore, brokenAt, onMore }: AuditListProps) {
  const [current, setCurrent] = useState<number | null>(null)
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set())
  const focusable = entries.some(entry => entry.seq === current) ? current : entries[0]?.seq
  const toggle = (seq: number) =>
    setOpen(now => {
      const next = new Set(now)
      if (!next.delete(seq)) next.add(seq)
      return next
    })
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys move between the buttons inside
    <div className={classes.log} onKeyDown={moveFocus}>
      {byDay(entries, Date.now()).map(day => (
        <section key={day.key} aria-label={day.name} className={classes.day}>
          <h2 className={classes.dayName}>{day.name}</h2>
          <ol className={classes.entries}>
            {day.entries.map(entry => (
              <EntryRow
                key={entry.seq}
                entry={entry}
                isBroken={entry.seq === brokenAt}
                isOpen={open.has(entry.seq)}
                isFocusable={entry.seq === focusable}
                onFocus={() => setCurrent(entry.seq)}
                onToggle={() => toggle(entry.seq)}
              />
            ))}
          </ol>
        </section>
      ))}
      {hasMore && <More key={entries.length} onSeen={onMore} />}
    </div>
  )
}

/** Arrow keys, Home and End go from row to row. */
function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('button[aria-expanded]')]
  const at = rows.indexOf(event.target as HTMLElement)
  if (at < 0) return
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key]
  if (next === undefined) return
  event.preventDefault()
  rows[next]?.focus()
}

/** Stands below the last row and tells when it comes near the window. */
function More({ onSeen }: { readonly onSeen: () => void }) {
  const mark = useRef<HTMLDivElement>(null)
  const latest = useRef(onSeen)
  latest.current = onSeen
  useEffect(() => {
    if (!mark.current) return
    const observer = new IntersectionObserver(
      ([seen]) => {
        if (seen?.isIntersecting) latest.current()
      },
      { rootMargin: '800px' }
    )
    observer.observe(mark.current)
    return () => observer.disconnect()
  }, [])
  return (
    <div ref={mark} className={classes.more} role="status">
      Fetching older entries…
    </div>
  )
}
