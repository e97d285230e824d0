import type { Failure, FieldIssue } from '@shared/failure'

export interface PlacedIssues {
  /** Messages by the form's own field path, such as `variables.2.name`. */
  readonly fields: Readonly<Record<string, string>>
  /** Those that belong to no field of the form. */
  readonly rest: readonly FieldIssue[]
}

/**
 * Sorts a failure's issues to the fields of a form.
 * @param knownFields the form's field paths; `*` stands for any one part, such as `roles.*`.
 * @param prefix what stands before the form's fields in the call's input, such as `value`.
 */
export function placeIssues(failure: Failure, knownFields: readonly string[], prefix = ''): PlacedIssues {
  const fields: Record<string, string> = {}
  const rest: FieldIssue[] = []
  for (const issue of failure.issues ?? []) {
    const path = prefix !== '' && issue.path.startsWith(`${prefix}.`) ? issue.path.slice(prefix.length + 1) : issue.path
    const field = knownFields.find(known => matches(known, path))
    if (field === undefined) rest.push(issue)
    else {
      const key = placeOf(field, path)
      fields[key] = key in fields ? `${fields[key]}; ${issue.message}` : issue.message
    }
  }
  return { fields, rest }
}

/** A field takes its own issues and those of its items: `roles` takes `roles.0` too. */
function matches(known: string, path: string): boolean {
  const wanted = known.split('.')
  const parts = path.split('.')
  return wanted.length <= parts.length && wanted.every((part, index) => part === '*' || part === parts[index])
}

const placeOf = (known: string, path: string): string => path.split('.').slice(0, known.split('.').length).join('.')

/** An issue's message as a sentence of its own below a field: `Must not be empty.` */
export const asSentence = (message: string): string =>
  `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.!?…]$/.test(message) ? '' : '.'}`
