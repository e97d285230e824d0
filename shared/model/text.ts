import { z } from 'zod'

// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing control characters is the point of this rule
const controlCharacters = /[\u0000-\u001f\u007f]/

/** Names as people type them: trimmed, 1–200 characters, at least one letter or digit, on one line. */
export const name = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(200, 'must be at most 200 characters')
  .refine(text => !controlCharacters.test(text), 'must not contain line breaks or control characters')
  .refine(text => /[\p{L}\p{N}]/u.test(text), 'must contain at least one letter or digit')

/** Free text such as descriptions and release notes; Markdown is allowed. */
export const notes = z.string().max(20_000, 'must be at most 20,000 characters')

/** A role (Octopus: target tag): what a target is for. Compared without case. */
export const role = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(100, 'must be at most 100 characters')
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u, 'must be letters, digits, dots, dashes and underscores, without spaces')

const unique = <T>(items: readonly T[], key: (item: T) => string): boolean =>
  new Set(items.map(key)).size === items.length

export const roles = z
  .array(role)
  .max(50, 'must be at most 50 roles')
  .refine(items => unique(items, item => item.toLowerCase()), 'must not name a role twice')

/** Names of the same kind clash when they differ by case or surrounding space only. */
export const sameName = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase()

/** Whether a list has a text, without regard to case. */
export const hasText = (texts: readonly string[], text: string): boolean =>
  texts.some(item => item.toLowerCase() === text.toLowerCase())
