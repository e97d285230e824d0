import type { ScalarStyle } from './tokens'

/** What a node may carry in front of its content. A tag is written out in full, without handle. */
export interface NodeProperties {
  readonly anchor: string | null
  readonly tag: string | null
}

export interface TagHandle {
  readonly handle: string
  readonly prefix: string
}

/** The handles that need no directive. */
export const usualHandles: readonly TagHandle[] = [
  { handle: '!', prefix: '!' },
  { handle: '!!', prefix: 'tag:yaml.org,2002:' }
]

export type CollectionStyle = 'block' | 'flow'

export interface ScalarEvent extends NodeProperties {
  readonly kind: 'scalar'
  readonly value: string
  readonly style: ScalarStyle
  /** The comment in the head line of a literal or folded scalar. */
  readonly comment: string | null
}

export interface CollectionStart extends NodeProperties {
  readonly kind: 'mapping-start' | 'sequence-start'
  readonly style: CollectionStyle
  /** The column that its keys or dashes stand in, or its bracket. */
  readonly column: number
}

export interface CollectionEnd {
  readonly kind: 'mapping-end' | 'sequence-end'
}

export interface CommentEvent {
  readonly kind: 'comment'
  readonly text: string
  readonly isInline: boolean
  readonly isAfterIndicator: boolean
  readonly column: number
}

export interface DocumentStart {
  readonly kind: 'document-start'
  /** Whether `---` stands there. */
  readonly isExplicit: boolean
  /** The lines that begin with `%`, as they are. */
  readonly directives: readonly string[]
  readonly handles: readonly TagHandle[]
}

export interface DocumentEnd {
  readonly kind: 'document-end'
  /** Whether `...` stands there. */
  readonly isExplicit: boolean
}

/** A YAML text as the row of its parts, in the order of the text. */
export type YamlEvent =
  | DocumentStart
  | DocumentEnd
  | CollectionStart
  | CollectionEnd
  | ScalarEvent
  | { readonly kind: 'alias'; readonly name: string }
  | CommentEvent
