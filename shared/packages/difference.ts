/** A run of lines of a text that was compared with another. */
export interface Part {
  readonly kind: 'same' | 'added' | 'removed'
  /** Lines with their breaks. */
  readonly text: string
}
