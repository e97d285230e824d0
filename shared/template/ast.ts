// What a template is made of. Positions count UTF-16 units from the start of the template's own text.

/** A stretch of the template's text; `end` is the first position behind it. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** One step of a path: a name, a fixed key in brackets, or a key that another path gives. `folded` is what is compared. */
export type Step =
  | (Span & { readonly kind: 'name'; readonly text: string; readonly folded: string })
  | (Span & { readonly kind: 'index'; readonly text: string; readonly folded: string })
  | (Span & { readonly kind: 'lookup'; readonly path: Path })

/** Such as `Octopus.Action[Web].Output.Url`. */
export interface Path extends Span {
  readonly kind: 'path'
  readonly steps: readonly Step[]
  readonly hasLookup: boolean
  /** Equal for two paths of the same text at the same place, which is how loops are found. */
  readonly identity: string
}

export interface FilterCall {
  readonly name: string
  readonly options: readonly Token[]
}

/** A path and what it goes through; without a path only where there are filters. */
export interface Filtered {
  readonly kind: 'filtered'
  readonly input: Path | null
  readonly calls: readonly FilterCall[]
}

export type Expression = Path | Filtered

export interface Quoted {
  readonly kind: 'quoted'
  readonly text: string
}

export type Condition =
  | { readonly kind: 'truthy'; readonly left: Expression }
  | {
      readonly kind: 'comparison'
      readonly left: Expression
      readonly isEqual: boolean
      readonly right: Expression | Quoted
    }

export type Operator = '+' | '-' | '*' | '/'

/** Operators of one rank stand in a row and count from the left, so that a long row is no deep tree. */
export type Arithmetic =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'variable'; readonly path: Path }
  | { readonly kind: 'row'; readonly first: Arithmetic; readonly rest: readonly ArithmeticStep[] }

export interface ArithmeticStep {
  readonly operator: Operator
  readonly operand: Arithmetic
}

export interface TextToken extends Span {
  readonly kind: 'text'
  /** Without its escapes. */
  readonly text: string
}

export type Token =
  | TextToken
  | (Span & { readonly kind: 'substitution'; readonly expression: Expression })
  | ConditionalToken
  | (Span & {
      readonly kind: 'each'
      readonly item: string
      readonly collection: Path
      readonly body: readonly Token[]
    })
  | (Span & { readonly kind: 'calculation'; readonly arithmetic: Arithmetic })

/** `unless` has its branches swapped; `elseif` is a conditional as the only token of `falsy`. */
export interface ConditionalToken extends Span {
  readonly kind: 'conditional'
  readonly condition: Condition
  readonly truthy: readonly Token[]
  readonly falsy: readonly Token[]
}

/** A text that has been read. */
export interface Template {
  readonly tokens: readonly Token[]
}
