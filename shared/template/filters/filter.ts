/** What filters get from outside. */
export interface FilterTools {
  readonly now: () => Date
}

/**
 * Makes a text of a text. Null is what is missing on the way in, and on the way out what could not be done. Some throw a
 * TemplateError, where Octostache throws.
 */
export type Filter = (input: string | null, options: readonly string[], tools: FilterTools) => string | null

/** A filter that needs an input and takes no options. */
export const plain =
  (map: (input: string) => string | null): Filter =>
  (input, options) =>
    input === null || options.length > 0 ? null : map(input)

/** A filter that needs an input and takes some number of options, from the least to the most. */
export const withOptions =
  (least: number, most: number, map: (input: string, options: readonly string[]) => string | null): Filter =>
  (input, options) =>
    input === null || options.length < least || options.length > most ? null : map(input, options)

/** As filters write truth. */
export const yesNo = (value: boolean): string => (value ? 'true' : 'false')
