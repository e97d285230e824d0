import type { ActionId, EnvironmentId, ReleaseId, StepId, VariableId } from '../ids'

/** What differs between two releases, or between nothing and one. */
export interface ReleaseComparison {
  /** Null where nothing is there yet. */
  readonly before: ComparedRelease | null
  readonly after: ComparedRelease
  /** Where values are resolved; null for rows as they are written. */
  readonly environment: { readonly id: EnvironmentId; readonly name: string } | null
  readonly steps: readonly StepDifference[]
  readonly variables: readonly VariableDifference[]
  readonly packages: readonly PackageDifference[]
  /** Notes of the releases from after `before` up to `after`, the newest first; only of `after` where it goes back. */
  readonly notes: readonly { readonly version: string; readonly notes: string; readonly createdAt: number }[]
}

export interface ComparedRelease {
  readonly id: ReleaseId
  readonly version: string
  readonly createdAt: number
}

/** A step that was added, removed, moved or changed; steps are the same by their id. */
export interface StepDifference {
  readonly stepId: StepId
  readonly name: string
  readonly kind: 'added' | 'removed' | 'changed'
  /** Positions from 1; null where it is not there. */
  readonly before: number | null
  readonly after: number | null
  /** It stands elsewhere among the steps that both have; that others came or went before it is no move. */
  readonly isMoved: boolean
  /** Settings of the step itself. */
  readonly fields: readonly FieldDifference[]
  /** In the order of the step. One that went to another step is told of there. */
  readonly actions: readonly ActionDifference[]
}

export interface ActionDifference {
  readonly actionId: ActionId
  readonly name: string
  readonly kind: 'added' | 'removed' | 'changed'
  readonly fields: readonly FieldDifference[]
  /** Long texts such as scripts, line by line. */
  readonly texts: readonly TextDifference[]
}

/** A setting in words; null where there is none. */
export interface FieldDifference {
  readonly field: string
  readonly before: string | null
  readonly after: string | null
}

export interface TextDifference {
  readonly field: string
  readonly lines: readonly LineDifference[]
}

export interface LineDifference {
  readonly kind: 'same' | 'added' | 'removed'
  /** Without its break. */
  readonly text: string
}

export interface VariableDifference {
  readonly name: string
  readonly kind: 'added' | 'removed' | 'changed'
  /** Null for none; values of secrets are not shown, and only whether they are other ones. */
  readonly before: VariableText | null
  readonly after: VariableText | null
  /** Where the values hold, in words; empty for everywhere. */
  readonly scope: string
  /** What a row is part of, such as `the project`; null where values are resolved. */
  readonly origin: string | null
  /** Other settings of a row, such as its scope; empty where values are resolved. */
  readonly fields: readonly FieldDifference[]
  readonly variableId: VariableId | null
}

export type VariableText =
  | { readonly kind: 'text'; readonly text: string }
  /** A secret, or a text that differs only in a secret that is part of it. */
  | { readonly kind: 'secret' }
  /** Several rows apply with equal right. */
  | { readonly kind: 'tied' }

export interface PackageDifference {
  /** `Deploy the shop`, or `tools of Deploy the shop`. */
  readonly place: string
  readonly packageId: string
  readonly kind: 'added' | 'removed' | 'changed' | 'same-version-other-content'
  readonly before: string | null
  readonly after: string | null
  /** Files that differ; null where one of the packages is not in the repository any more, or there is only one. */
  readonly files:
    | readonly {
        readonly path: string
        readonly kind: 'added' | 'removed' | 'changed'
      }[]
    | null
}

/** Whether two releases differ in nothing but their versions and notes. */
export const isNothing = ({ steps, variables, packages }: ReleaseComparison): boolean =>
  steps.length + variables.length + packages.length === 0
