import { parse } from '@shared/template'
import { isTruthy } from '@shared/template/truthy'

/** What is worth knowing about an expression before it runs; null where nothing is. */
export function expressionHint(text: string): string | null {
  if (text.trim() === '') return null
  const parsed = parse(text)
  if (!parsed.ok)
    return `It cannot be read from character ${parsed.position + 1} on, so it counts as false. Look for a brace or a #{/…} that is missing.`
  if (text.includes('#{')) return null
  return `Without a #{…} it is always ${isTruthy(text) ? 'true' : 'false'}. Write #{Name} for the value of a variable.`
}
