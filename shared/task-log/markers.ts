/** `##[group]Name` and `##[endgroup]`, or with colons as GitHub writes them. */
const start = /^(?:##\[group\]|::group::)(.*)$/
const end = /^(?:##\[endgroup\]|::endgroup::)\s*$/
/** Buildkite's headings: three signs, a space, and a name. */
const heading = /^(---|\+\+\+|~~~) +(\S.*)$/

const looks = { '---': 'plain', '+++': 'open', '~~~': 'quiet' } as const

/** What a line means that begins or ends a group; null for every other line. */
export function markerOf(
  line: string
): { readonly kind: 'start'; readonly name: string } | { readonly kind: 'end' } | null {
  const name = start.exec(line)?.[1]
  if (name !== undefined) return { kind: 'start', name: name.trim() || 'Group' }
  return end.test(line) ? { kind: 'end' } : null
}

/** A heading, which goes on up to the next one; null for every other line. */
export function headingOf(
  line: string
): { readonly name: string; readonly look: (typeof looks)[keyof typeof looks] } | null {
  const [, signs, name] = heading.exec(line) ?? []
  if (name === undefined || !(signs === '---' || signs === '+++' || signs === '~~~')) return null
  return { name: name.trim(), look: looks[signs] }
}

/** Whether a line begins a hunk of a diff. */
export const isDiffHunk = (line: string): boolean => line.startsWith('@@ ')
