import type { PreviewedVariable } from '@shared/variables/explain'

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** What people wrote first, by name; then what Slipway says itself. */
export const inOrder = (variables: readonly PreviewedVariable[]): readonly PreviewedVariable[] =>
  [...variables].sort(
    (a, b) =>
      Number(a.origin.kind === 'system') - Number(b.origin.kind === 'system') || collator.compare(a.name, b.name)
  )

/** Those whose name or value has every word of the text. Secrets are dots and match no value. */
export function filtered(variables: readonly PreviewedVariable[], text: string): readonly PreviewedVariable[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return variables
  return variables.filter(({ name, value }) => {
    const readable = value.holdsSecret ? name : `${name}\n${value.text ?? ''}`
    return words.every(word => readable.toLowerCase().includes(word))
  })
}

/** Where a key leads in a list of `count` rows; null for keys that do not move. */
export function moveInList(key: string, at: number, count: number, page: number): number | null {
  const clamp = (index: number) => Math.max(0, Math.min(count - 1, index))
  switch (key) {
    case 'ArrowDown':
      return clamp(at + 1)
    case 'ArrowUp':
      return clamp(at - 1)
    case 'PageDown':
      return clamp(at + page)
    case 'PageUp':
      return clamp(at - page)
    case 'Home':
      return 0
    case 'End':
      return clamp(count - 1)
    default:
      return null
  }
}
