import type { Variable, VariableView } from '@shared/model/variable-set'
import { redacted } from '@shared/secret'
import { lookOfValue, type ValueLook } from '@shared/variables/explain-words'

/** The names of accounts and certificates by their ids. */
export type ReferenceNames = ReadonlyMap<string, string>

/** What a row holds, as people read it: dots for a secret, the name of what it refers to. */
export function rowLook(row: Variable | VariableView, names: ReferenceNames): ValueLook {
  switch (row.type) {
    case 'text':
      return lookOfValue({ text: row.value })
    case 'sensitive':
      return { kind: 'text', text: redacted }
    case 'account':
      return { kind: 'text', text: names.get(row.accountId) ?? row.accountId }
    case 'certificate':
      return { kind: 'text', text: names.get(row.certificateId) ?? row.certificateId }
  }
}
