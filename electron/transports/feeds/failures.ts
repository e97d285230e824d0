import type { Failure } from '@shared/failure'
import { fail } from '@shared/result'

/** A feed that cannot be asked, or answers what makes no sense. */
export const feedFailed = (message: string, remedy: string): Failure => ({ kind: 'feed-failed', message, remedy })

/** Nobody wants the answer any more. */
export const givenUp: Failure = { kind: 'cancelled', message: 'Asking the feed was given up.', remedy: 'Ask again.' }

/** The feed does not have a package, or that version of it. */
export const notThere = (packageId: string, version: string) =>
  fail({
    kind: 'package-missing',
    message: `The feed has no ${packageId} ${version}.`,
    remedy: 'Look which versions it has, and choose one of them.'
  })

/** What came is not what the feed promised. */
export const otherHash = (fileName: string, algorithm: string) =>
  fail(
    feedFailed(
      `What came of ${fileName} does not match the ${algorithm} that the feed gives for it.`,
      'Try again. If it stays so, something between here and the feed changes files, or the feed is damaged.'
    )
  )

/** An answer that is not what this kind of feed answers. */
export const strangeAnswer = (address: string, what: string): Failure =>
  feedFailed(`${address} is not ${what}.`, 'Check the kind and the address of the feed.')
