import type { FeedKind } from '../model/package'
import type { Result } from '../result'
import type { Secret } from '../secret'

/** A feed as it is asked. */
export interface FeedAccess {
  readonly kind: FeedKind
  /** See `Feed.location`. */
  readonly location: string
  /** Null for nobody. An empty user name means that the secret is a token. */
  readonly login: { readonly username: string; readonly secret: Secret } | null
  /** `http://host:port`; null for a direct connection. */
  readonly proxy: string | null
  /** Path of a PEM file; null for the usual authorities. */
  readonly caFile: string | null
  /** Is told of every place before it is connected to. */
  readonly onConnect: (address: string) => void
}

/** A version that a feed has. */
export interface FeedVersion {
  /** As the feed writes it. */
  readonly version: string
  /** Milliseconds since 1970 UTC; null where it does not say. */
  readonly publishedAt: number | null
}

/** A file that was fetched. */
export interface FetchedFile {
  /** Where it lies. */
  readonly path: string
  /** What the feed calls it. */
  readonly fileName: string
}

/** Hears how a file comes from a feed, and ends that. */
export interface FetchWatch {
  readonly signal: AbortSignal
  /** A file begins to come, of so many bytes; null where the feed does not say how many. */
  readonly begin: (total: number | null) => void
  /** So many bytes of it have come. */
  readonly reach: (bytes: number) => void
}

/**
 * Asks feeds. Fails with `feed-failed`, with `air-gapped` where the network's guards let nothing through, with
 * `package-missing` where the feed does not have what is asked for, and with `cancelled`.
 */
export interface FeedTransport {
  /** Whether it answers; in a sentence, such as `It has 12 packages.` */
  test(access: FeedAccess, signal: AbortSignal): Promise<Result<string>>
  /** Ids that contain a text, at most `take`. */
  search(
    access: FeedAccess,
    text: string,
    take: number,
    signal: AbortSignal
  ): Promise<Result<readonly { readonly packageId: string; readonly latest: string | null }[]>>
  /** All versions of a package, in any order; none for a package that is not there. */
  versions(access: FeedAccess, packageId: string, signal: AbortSignal): Promise<Result<readonly FeedVersion[]>>
  /**
   * Downloads a version into a folder and holds it against the hash that the feed gives, where it gives one. What was
   * written is removed when it fails.
   */
  fetch(
    access: FeedAccess,
    packageId: string,
    version: string,
    folder: string,
    watch: FetchWatch
  ): Promise<Result<FetchedFile>>
}
