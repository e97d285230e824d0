import { type Bound, type EvaluateOptions, TemplateError } from '@shared/template'
import { decodeText, encodeText, findEncoding } from './text-encoding'

/** A file after its tokens were replaced, or why no text came of it at all. */
export type SubstitutedFile =
  | {
      readonly ok: true
      readonly bytes: Uint8Array
      /** Which tokens could not be evaluated and stay as they are written. Null when there are none. */
      readonly error: string | null
      readonly warnings: readonly string[]
    }
  | { readonly ok: false; readonly error: string }

/**
 * Takes a whole file for one template, in which what does not parse is plain text. It keeps its line endings, and its
 * encoding unless `outputEncoding` names another that is known. `onRead` hears of each variable that was read for it.
 */
export function substituteInFile(
  input: Uint8Array,
  variables: Pick<Bound, 'evaluate'>,
  options: { readonly outputEncoding?: string | null } & Pick<EvaluateOptions, 'onRead'> = {}
): SubstitutedFile {
  const { text, encoding } = decodeText(input)
  const { outputEncoding, ...reading } = options
  try {
    const evaluated = variables.evaluate(text, { haltOnError: false, ...reading })
    const target = findEncoding(outputEncoding ?? '') ?? encoding
    const { bytes, warnings } = encodeText(evaluated.text ?? '', target)
    return { ok: true, bytes, error: evaluated.error, warnings }
  } catch (error) {
    if (error instanceof TemplateError) return { ok: false, error: error.message }
    throw error
  }
}
