import { decodeText, encodeText, findEncoding, type TextEncoding } from './text-encoding'

/** A text that a template became; `error` says what could not be evaluated and stayed as it was. */
export interface EvaluatedTemplate {
  readonly text: string | null
  readonly error: string | null
}

/** Evaluates a template, copying what does not parse. */
export type EvaluateTemplate = (text: string) => EvaluatedTemplate

/** A file after its tokens were replaced. */
export interface SubstitutedFile {
  readonly bytes: Uint8Array
  readonly error: string | null
  readonly warnings: readonly string[]
}

/**
 * Takes a whole file for one template. It keeps its encoding unless `outputEncoding` names another that is known, and
 * its line endings.
 */
export function substituteInFile(
  input: Uint8Array,
  evaluate: EvaluateTemplate,
  options: { readonly outputEncoding?: string | null } = {}
): SubstitutedFile {
  const { text, encoding } = decodeText(input)
  const { text: evaluated, error } = evaluate(text)
  const target: TextEncoding = findEncoding(options.outputEncoding ?? '') ?? encoding
  const { bytes, warnings } = encodeText(evaluated ?? '', target)
  return { bytes, error, warnings }
}
