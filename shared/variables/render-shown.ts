import { type DecidingToken, decidingTokens, TemplateError } from '../template/index'
import type { ShownView } from './explain'
import { nameKey } from './rows'

/** A text as it may be shown, with its references replaced. */
export interface ShownText {
  /** Secrets are dots. What is known later, or worked out of a secret, stands as it is written. */
  readonly text: string
  /** The names that keep parts of it as they are written, in order and once each. */
  readonly knownLater: readonly string[]
  /** What nothing answers, or why all of it is left as it is written; null for neither. */
  readonly problem: string | null
}

/**
 * Replaces the references of a text as a run does, as far as that is possible without secrets and before the run: a
 * token that asks about a secret, or about what is known later, would come out wrong and is not evaluated.
 */
export function renderShown(text: string, view: ShownView): ShownText {
  if (!text.includes('#{')) return { text, knownLater: [], problem: null }
  try {
    return rendered(text, view)
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    return { text, knownLater: [], problem: `It is left as it is written. ${error.message}` }
  }
}

function rendered(text: string, view: ShownView): ShownText {
  const later = new Map<string, string>()
  const missing = new Set<string>()
  const plain = (piece: string) => view.bound.evaluate(piece, { haltOnError: false }).text ?? piece
  let result = ''
  let done = 0
  for (const token of decidingTokens(text)) {
    result += plain(text.slice(done, token.start))
    done = token.end
    const standings = token.references.map(reference => ({ reference, standing: standingOf(reference, token, view) }))
    const open = standings.filter(({ standing }) => standing !== 'known')
    for (const { reference } of open) if (!later.has(nameKey(reference))) later.set(nameKey(reference), reference)
    const shown = open.some(({ standing }) => standing === 'unknown') ? null : evaluated(token, view)
    result += shown?.text ?? token.text
    if (shown?.isMissing && open.length === 0) missing.add(token.printed)
  }
  result += plain(text.slice(done))
  const problem =
    missing.size === 0 ? null : `Nothing answers ${[...missing].join(', ')}, so it stands as it is written.`
  return { text: result, knownLater: [...later.values()], problem }
}

/**
 * How a reference of a token stands. `open`: it comes later and is merely put in, so that it may stand as it is written
 * while the rest of the token is worked out. `unknown`: the token cannot be worked out without it.
 */
function standingOf(reference: string, { decides }: DecidingToken, view: ShownView): 'known' | 'open' | 'unknown' {
  const isDeciding = decides.some(name => nameKey(name) === nameKey(reference))
  if (view.isKnownLater(reference)) return isDeciding ? 'unknown' : 'open'
  const head = view.headOf(reference)
  // What nothing answers, now or later, comes to nothing in a run as well.
  if (!view.isDefined(head)) return 'known'
  const { text, holdsSecret } = view.shownOf(head)
  return text === null || (holdsSecret && isDeciding) ? 'unknown' : 'known'
}

/** The token worked out; its text is null where an item of a loop that decides something is a secret. */
function evaluated(
  token: DecidingToken,
  view: ShownView
): { readonly text: string | null; readonly isMissing: boolean } {
  let hasReadSecret = false
  const { text, error } = view.bound.evaluate(token.text, {
    haltOnError: false,
    onRead: name => {
      hasReadSecret ||= view.isSecret(name)
    }
  })
  return { text: hasReadSecret && token.decidesByItems ? null : text, isMissing: error !== null }
}
