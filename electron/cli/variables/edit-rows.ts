import { sameName } from '@shared/model/text'
import { sameScope, type VariableScope } from '@shared/model/variable-scope'
import type { VariablePrompt, VariableView } from '@shared/model/variable-set'
import type { RowInput } from './owner'

/** What a row holds, as typed. */
export type RowContent =
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'sensitive'; readonly value: string }
  | { readonly type: 'account'; readonly accountId: Extract<VariableView, { type: 'account' }>['accountId'] }
  | {
      readonly type: 'certificate'
      readonly certificateId: Extract<VariableView, { type: 'certificate' }>['certificateId']
    }

/** The rows of a name that have the very same scope: none or one, and several where they are tied. */
export const rowsAt = (rows: readonly VariableView[], name: string, scope: VariableScope): readonly VariableView[] =>
  rows.filter(row => sameName(row.name, name) && sameScope(row.scope, scope))

/** A row of that name and scope with new content; one that is there keeps its id, its spelling and its notes. */
export function rowWith(
  known: VariableView | undefined,
  { name, scope, content, description, prompt }: NewRow
): RowInput {
  const said = description ?? known?.description
  return {
    ...(known === undefined ? { name } : { id: known.id, name: known.name }),
    ...(content ?? contentOf(known)),
    scope,
    ...(said === undefined ? {} : { description: said }),
    ...(prompt === undefined ? {} : { prompt })
  }
}

/** What is set; without `content` the row keeps its own. */
export interface NewRow {
  readonly name: string
  readonly scope: VariableScope
  readonly content: RowContent | null
  readonly description?: string | undefined
  readonly prompt: VariablePrompt | undefined
}

function contentOf(known: VariableView | undefined) {
  switch (known?.type) {
    case 'text':
      return { type: known.type, value: known.value }
    // Without its value, which only the vault has: it stays as it is.
    case 'sensitive':
      return { type: known.type }
    case 'account':
      return { type: known.type, accountId: known.accountId }
    case 'certificate':
      return { type: known.type, certificateId: known.certificateId }
    case undefined:
      throw new Error('A new variable needs content')
  }
}

/** The list with `input` in the place of `known`, or at its end. The others are not touched. */
export const putRow = (
  rows: readonly RowInput[],
  known: VariableView | undefined,
  input: RowInput
): readonly RowInput[] =>
  known === undefined ? [...rows, input] : rows.map(row => (row.id === known.id ? input : row))
