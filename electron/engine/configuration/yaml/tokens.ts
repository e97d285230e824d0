/** A place in a text. Line and column count from 0. */
export interface Mark {
  readonly offset: number
  readonly line: number
  readonly column: number
}

/** How a scalar is written. */
export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded'

/** Tokens that say all by their kind. */
export type Sign =
  | 'document-start'
  | 'document-end'
  | 'block-sequence-start'
  | 'block-mapping-start'
  | 'block-end'
  | 'flow-sequence-start'
  | 'flow-sequence-end'
  | 'flow-mapping-start'
  | 'flow-mapping-end'
  | 'block-entry'
  | 'flow-entry'
  | 'key'
  | 'value'
  | 'stream-end'

/** A comment's text with the spaces in front of it, without the sign. */
export interface CommentToken {
  readonly kind: 'comment'
  readonly text: string
  /** Whether something else stands before it in its line. */
  readonly isInline: boolean
  /** Whether it follows a `-` or a `:` that something is still to come for. */
  readonly isAfterIndicator: boolean
}

export interface ScalarToken {
  readonly kind: 'scalar'
  readonly value: string
  readonly style: ScalarStyle
  /** The comment in the head line of a literal or folded scalar. */
  readonly comment: string | null
}

/** A piece of YAML with its place. An error ends the list: it counts only for who gets that far. */
export type Token = { readonly start: Mark; readonly end: Mark } & (
  | { readonly kind: Sign }
  | { readonly kind: 'directive'; readonly name: string; readonly parameters: readonly string[] }
  | { readonly kind: 'anchor' | 'alias'; readonly name: string }
  /** A verbatim tag has no handle. */
  | { readonly kind: 'tag'; readonly handle: string | null; readonly suffix: string }
  | ScalarToken
  | CommentToken
  | { readonly kind: 'error'; readonly message: string }
)
