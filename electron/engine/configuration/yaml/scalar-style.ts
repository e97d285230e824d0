import type { ScalarStyle } from './tokens'

/** Where a scalar is about to be written. */
export interface ScalarPlace {
  readonly isInFlow: boolean
  /** Whether it is a key that has to fit in its line. */
  readonly isSimpleKey: boolean
}

/**
 * The style that a value can be written in, as near as possible to the one that is wished for: plain becomes single
 * quotes, single quotes and blocks become double quotes.
 */
export function fittingStyle(value: string, wished: ScalarStyle, place: ScalarPlace): ScalarStyle {
  if (place.isSimpleKey && value.includes('\n')) return 'double'
  switch (wished) {
    case 'plain':
      if (fitsPlain(value, place.isInFlow)) return 'plain'
      return fitsSingle(value) ? 'single' : 'double'
    case 'single':
      return fitsSingle(value) ? 'single' : 'double'
    case 'literal':
    case 'folded':
      return !place.isInFlow && !place.isSimpleKey && fitsBlock(value, wished) ? wished : 'double'
    case 'double':
      return 'double'
  }
}

// Surrogates count, so that characters beyond the basic plane are written as escapes, and so do the line breaks of
// older versions of YAML.
const special = /[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/

const isSpecial = (value: string): boolean => special.test(value)

/** An empty plain scalar is nothing at all, and is read as null. */
function fitsPlain(value: string, isInFlow: boolean): boolean {
  if (isSpecial(value) || value.includes('\n') || /^[ \t]|[ \t]$/.test(value)) return false
  if (/^(?:---|\.\.\.|[#,[\]{}&*!|>'"%@`]|[-?:](?:[ \t]|$))/.test(value)) return false
  if (/:(?:[ \t]|$)|[ \t]#/.test(value)) return false
  return !isInFlow || !/[,[\]{}]|^[?:]/.test(value)
}

const fitsSingle = (value: string): boolean => !isSpecial(value) && !/[ \t]\n|\n[ \t]/.test(value)

function fitsBlock(value: string, style: 'literal' | 'folded'): boolean {
  if (isSpecial(value) || value.trim() === '') return false
  return style === 'literal' || !/[ \t]\n|[ \t]$|^[ \t]/.test(value)
}
