import { asSentence } from '../../../lib/issues'
import type { DraftIssue } from '../draft/issues'
import type { ActionChange, DraftAction, NodeKey } from '../draft/nodes'
import type { Around } from '../use-around'

/** Says what is wrong about a field of a node, or null. A field takes the issues of its parts, too. */
export type IssueOf = (field: string) => string | null

export const issuesOf =
  (issues: readonly DraftIssue[], node: NodeKey): IssueOf =>
  field => {
    const found = issues.filter(
      issue => issue.node === node && (issue.field === field || (field !== '' && issue.field.startsWith(`${field}.`)))
    )
    return found.length === 0 ? null : found.map(issue => asSentence(issue.message)).join(' ')
  }

/** Whether anything is wrong about one of these fields. */
export const hasIssue = (issueOf: IssueOf, ...fields: readonly string[]): boolean =>
  fields.some(field => issueOf(field) !== null)

/** What a form of an action works with. */
export interface ActionForm<Settings = DraftAction['settings']> {
  readonly action: DraftAction
  readonly settings: Settings
  readonly issueOf: IssueOf
  readonly around: Around
  readonly onChange: (change: ActionChange) => void
}
