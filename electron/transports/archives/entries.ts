/** What an archive holds, entry by entry. Paths were checked: they stay inside on every platform. */
export type ArchiveEntry =
  | {
      readonly kind: 'file'
      readonly path: string
      readonly isExecutable: boolean
      /** As the archive says it; whoever reads the content gets as many, or an error. */
      readonly bytes: number
      /** Readable until the next entry is asked for, and once. Throws a `FailureError` where it is damaged. */
      content(): AsyncIterable<Uint8Array>
    }
  /** The same content as a file that came before (a hard link). */
  | { readonly kind: 'copy'; readonly path: string; readonly of: string }
  /** `to` is relative to the folder of the link. Where it leads is known to be inside once every entry was seen. */
  | { readonly kind: 'link'; readonly path: string; readonly to: string }
  | { readonly kind: 'folder'; readonly path: string }

/** What is too much of an archive. */
export interface ArchiveLimits {
  /** Files, links and folders together. */
  readonly entries: number
  /** Bytes of all files together. */
  readonly unpackedBytes: number
  /** How many times larger it may become, where it becomes larger than `freeBytes`. */
  readonly ratio: number
  /** Bytes up to which the ratio does not matter. */
  readonly freeBytes: number
  /** Folders inside of each other. */
  readonly depth: number
}

/** Far more than packages need, and far less than what fills a disk. */
export const usualLimits: ArchiveLimits = {
  entries: 200_000,
  unpackedBytes: 64 * 1024 ** 3,
  ratio: 200,
  freeBytes: 64 * 1024 ** 2,
  depth: 64
}
