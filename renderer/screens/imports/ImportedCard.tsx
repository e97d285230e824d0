import { Button } from '@mantine/core'
import type { Output } from '@shared/api'
import { useEffect, useRef } from 'react'
import { Link } from 'wouter'
import { Card } from '../../components/Card'
import { Icon } from '../../components/Icon'
import { plural } from '../../lib/plural'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import classes from './imports.module.css'

/** What an import made. */
export interface ImportedHosts {
  readonly counts: Output<'import.sshConfig.apply'>
  /** Names of the new targets. */
  readonly names: readonly string[]
}

/** More would push what comes next out of the window. */
const shownLinks = 24

/** Says what an import made, with the way to each target. It takes the focus, because the button that made it is gone. */
export function ImportedCard({ counts, names }: ImportedHosts) {
  const targets = valueOr(useRead('target.list', {}).load, [])
  const made = targets.filter(({ name }) => names.includes(name))
  const start = useRef<HTMLParagraphElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each import is to be seen, even one with the same counts
  useEffect(() => start.current?.focus(), [names])
  return (
    <Card>
      <p ref={start} tabIndex={-1} className={classes.done} role="status">
        <Icon name="check-circle" size={14} />
        Made {plural(counts.targets, 'target')}, {plural(counts.jumpHosts, 'jump host')} and{' '}
        {plural(counts.accounts, 'account')}.
      </p>
      <ul className={classes.links} aria-label="New targets">
        {made.slice(0, shownLinks).map(({ id, name }) => (
          <li key={id}>
            <Link href={`/targets/${id}`}>{name}</Link>
          </li>
        ))}
        {made.length > shownLinks && (
          <li>
            <Link href="/targets">and {made.length - shownLinks} more</Link>
          </li>
        )}
      </ul>
      <p>
        Next: test their connections. Each test shows the host keys on the way, for you to compare and accept; keys that
        OpenSSH knows already can be imported.
      </p>
      <div className={classes.buttons}>
        {made[0] && (
          <Button component={Link} href={`/targets/${made[0].id}`}>
            Go to {made[0].name}
          </Button>
        )}
        <Button component={Link} href="/targets/import" variant="default">
          Import host keys…
        </Button>
      </div>
    </Card>
  )
}
