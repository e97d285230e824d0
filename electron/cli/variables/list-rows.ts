import type { VariableView } from '@shared/model/variable-set'
import { redacted } from '@shared/secret'
import { scopeWords } from '@shared/variables/scope-words'
import type { Session } from '../session'
import { listOrNone } from '../text'
import { labelsFor, type OwnerOptions, openOwner, setNames } from './owner'

/** `variables list`: a table for people; as JSON, the rows as they are kept. */
export async function listVariables(session: Session, options: OwnerOptions): Promise<void> {
  const owner = await openOwner(session, options)
  const labels = await labelsFor(session, owner)
  const shown = await valueWords(session, owner.rows)
  const rows = owner.rows.map(row => [
    row.name,
    shown(row),
    row.type,
    scopeWords(row.scope ?? {}, labels),
    row.prompt === undefined ? '-' : row.prompt.isRequired ? 'required' : 'asked'
  ])
  const none = `${owner.words.replace('the', 'The')} has no variables yet.`
  const included = await setNames(session, owner.includes)
  session.answer(owner.view, () =>
    [
      listOrNone(['NAME', 'VALUE', 'TYPE', 'SCOPE', 'PROMPT'], rows, none),
      ...(included.length === 0 ? [] : [`Includes the library sets: ${included.join(', ')}`])
    ].join('\n')
  )
}

/** Values for a table: what a reference refers to by its name, and dots for secrets. */
async function valueWords(session: Session, rows: readonly VariableView[]) {
  const names = new Map<string, string>()
  if (rows.some(row => row.type === 'account'))
    for (const { id, name } of await session.call('account.list', {})) names.set(id, name)
  if (rows.some(row => row.type === 'certificate'))
    for (const { id, name } of await session.call('certificate.list', {})) names.set(id, name)
  return (row: VariableView): string => {
    switch (row.type) {
      case 'text':
        return cell(row.value)
      case 'sensitive':
        return redacted
      case 'account':
        return names.get(row.accountId) ?? row.accountId
      case 'certificate':
        return names.get(row.certificateId) ?? row.certificateId
    }
  }
}

/** The most characters of a value that a table shows. */
const widest = 80

/** A text in one line of a table. */
export function cell(text: string): string {
  const line = text.replaceAll(/\r\n?|\n/g, '⏎')
  return line.length <= widest ? line : `${line.slice(0, widest - 1)}…`
}
