import type { VariableId } from '@shared/ids'
import type { Finding } from '@shared/variables/lint'

/** What goes wrong in deployments, or out in logs, of a release with these variables; ties stand apart. */
export type ReleaseFinding = Extract<Finding, { kind: 'undefined' | 'cyclic' | 'plain-secret' | 'unasked' }>

export const isOfRelease = (finding: Finding): finding is ReleaseFinding =>
  finding.kind === 'undefined' ||
  finding.kind === 'cyclic' ||
  finding.kind === 'plain-secret' ||
  finding.kind === 'unasked'

/** A finding in a sentence. `nameOf` knows the name of a row. */
export function findingWords(finding: ReleaseFinding, nameOf: (row: VariableId) => string | null): string {
  switch (finding.kind) {
    case 'undefined': {
      if (finding.in.kind === 'step') return `Step “${finding.in.name}” uses “${finding.name}”, which is not defined.`
      const row = nameOf(finding.in.rowId)
      return `${row === null ? 'A value' : `The value of “${row}”`} refers to “${finding.name}”, which is not defined.`
    }
    case 'cyclic':
      return `“${finding.names[0] ?? ''}” leads back to itself: ${finding.names.join(' → ')}.`
    case 'plain-secret':
      return `“${finding.name}” looks like a secret and is stored readable.`
    case 'unasked':
      return `“${finding.name}” must be answered, and the lifecycle deploys where nobody is asked.`
  }
}
