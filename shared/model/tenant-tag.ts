import { z } from 'zod'
import { hasText } from './text'

/** `Set/Tag`, such as `Region/North`. There is no list of sets: a set is what tags say it is. Compared without case. */
export const tenantTag = z
  .string()
  .trim()
  .max(300, 'must be at most 300 characters')
  .regex(/^[^/]+\/[^/]+$/, 'must be a tag set and a tag, such as Region/North')

/** Tags of tenants without repeats. */
export const tenantTags = z
  .array(tenantTag)
  .max(100, 'must be at most 100 tags')
  .refine(tags => new Set(tags.map(tag => tag.toLowerCase())).size === tags.length, 'must not name a tag twice')

/** The set of a tag, in lower case. */
const setOf = (tag: string): string => tag.slice(0, tag.indexOf('/')).toLowerCase()

/** Whether somebody with the tags `own` is meant by `wanted`: tags of one set are alternatives, those of several sets add up. No tag means everybody. */
export function fitsTags(wanted: readonly string[], own: readonly string[]): boolean {
  const sets = new Set(wanted.map(setOf))
  const has = (set: string) => wanted.some(tag => setOf(tag) === set && hasText(own, tag))
  return [...sets].every(has)
}

/** For whom something with these tags is, as it completes “for …”: `Region/North or Region/South, and Ring/Early`. */
export function tagWords(tags: readonly string[]): string {
  const sets = new Map<string, string[]>()
  for (const tag of tags) sets.set(setOf(tag), [...(sets.get(setOf(tag)) ?? []), tag])
  return [...sets.values()].map(alternatives => alternatives.join(' or ')).join(', and ')
}
