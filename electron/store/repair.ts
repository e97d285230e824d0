/** Damage that was found and mended without losing anything, unless `what` says so. */
export interface Repair {
  /** The path below the data folder, with `/` between its parts. */
  readonly file: string
  /** What was found, as the end of a sentence that begins with the file: `was missing`. */
  readonly what: string
  /** Where its content was taken from, as the end of a sentence: `its other copy and the journal`. */
  readonly restoredFrom: string
}
