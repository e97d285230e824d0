import { Skeleton } from '@mantine/core'
import type { Failure } from '@shared/failure'
import type { ReactNode } from 'react'
import { FailureAlert } from './FailureAlert'
import classes from './Loaded.module.css'

export interface LoadedProps<T> {
  readonly load:
    | { readonly state: 'loading' }
    | { readonly state: 'failed'; readonly failure: Failure }
    | { readonly state: 'ready'; readonly value: T; readonly staleBecause: Failure | null }
  readonly onRetry: () => void
  /** What is being fetched, for screen readers: `environments`. */
  readonly what: string
  readonly children: (value: T) => ReactNode
}

/** The three faces of something fetched: bars while it loads, a failure with “Try again”, or the thing itself. */
export function Loaded<T>({ load, onRetry, what, children }: LoadedProps<T>) {
  if (load.state === 'failed') return <FailureAlert failure={load.failure} onRetry={onRetry} />
  if (load.state === 'loading') return <LoadingBars what={what} />
  return (
    <>
      {load.staleBecause && (
        <div className={classes.stale}>
          <FailureAlert failure={load.staleBecause} severity="warning" onRetry={onRetry} />
        </div>
      )}
      {children(load.value)}
    </>
  )
}

/** What is shown while something is fetched. */
export function LoadingBars({ what }: Pick<LoadedProps<never>, 'what'>) {
  return (
    <div className={classes.bars} role="status" aria-label={`Loading ${what}`}>
      <Skeleton height={14} width="38%" />
      <Skeleton height={14} width="72%" />
      <Skeleton height={14} width="56%" />
    </div>
  )
}
