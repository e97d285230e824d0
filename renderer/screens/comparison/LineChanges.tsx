import { UnstyledButton } from '@mantine/core'
import type { LineDifference, TextDifference } from '@shared/comparison/comparison'
import { useState } from 'react'
import { Icon } from '../../components/Icon'
import { plural } from '../../lib/plural'
import classes from './comparison.module.css'
import { hunksOf } from './hunks'

const signs = { same: ' ', added: '+', removed: '−' } as const

/** A text as it was and as it is, with the lines that differ marked and what is the same folded away. */
export function LineChanges({ text }: { readonly text: TextDifference }) {
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set())
  const count = (kind: LineDifference['kind']) => text.lines.filter(line => line.kind === kind).length
  return (
    <figure className={classes.text}>
      <figcaption className={classes.textHead}>
        <span className={classes.field}>{text.field}</span>
        <span className={classes.counts}>
          {count('added') > 0 && <span data-kind="added">{plural(count('added'), 'line')} added</span>}
          {count('removed') > 0 && <span data-kind="removed">{plural(count('removed'), 'line')} removed</span>}
        </span>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled with the keyboard */}
      <div className={classes.lines} tabIndex={0}>
        {hunksOf(text.lines).map((hunk, index) =>
          hunk.kind === 'lines' || opened.has(index) ? (
            <Lines key={index} lines={hunk.lines} />
          ) : (
            <UnstyledButton
              key={index}
              className={classes.folded ?? ''}
              onClick={() => setOpened(before => new Set([...before, index]))}
            >
              <Icon name="more" size={12} />
              {plural(hunk.lines.length, 'line')} the same
            </UnstyledButton>
          )
        )}
      </div>
    </figure>
  )
}

const Lines = ({ lines }: { readonly lines: readonly LineDifference[] }) => (
  <pre className={classes.hunk}>
    {lines.map(({ kind, text }, index) => (
      <span key={index} className={classes.line} data-kind={kind}>
        <span className={classes.lineSign}>{signs[kind]}</span>
        {shown(text)}
        {'\n'}
      </span>
    ))}
  </pre>
)

/** A break as Windows writes it would be invisible, and may be all that differs. */
const shown = (text: string): string => text.replace(/\r$/, '␍')
