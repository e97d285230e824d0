import { invalid } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import { fitsTags, tenantTag } from '@shared/model/tenant-tag'

/** A set of tags of tenants: it is what tags say it is. */
export interface TagSet {
  readonly name: string
  /** Its place among the sets, from 0 on. */
  readonly sortOrder: number
  /** With their set, such as `Region/North`. */
  readonly tags: readonly string[]
}

/** The part of a tag before its slash. */
const setNameOf = (tag: string): string => tag.slice(0, tag.indexOf('/'))

/** The part of a tag behind its slash. */
export const ownNameOf = (tag: string): string => tag.slice(tag.indexOf('/') + 1)

const inSameSet = (one: string, other: string): boolean =>
  setNameOf(one).toLowerCase() === setNameOf(other).toLowerCase()

/** The sets of tags, as the first of each writes its set, in the order of those. */
export function tagSetsOf(tags: readonly string[]): readonly TagSet[] {
  const firsts = tags.filter((tag, at) => tags.findIndex(other => inSameSet(tag, other)) === at)
  return firsts.map((first, sortOrder) => ({
    name: setNameOf(first),
    sortOrder,
    tags: tags.filter(tag => inSameSet(tag, first))
  }))
}

/** Those of the wanted tags that somebody with the tags `own` would need one of, in each set, to be meant. */
export const missingTags = (wanted: readonly string[], own: readonly string[]): readonly string[] =>
  wanted.filter(
    tag =>
      !fitsTags(
        wanted.filter(other => inSameSet(tag, other)),
        own
      )
  )

/** Texts as tags. @param path of their list, for failures @throws FailureError for what is no tag */
export const tagsIn = (texts: readonly string[], path: string): readonly string[] =>
  texts.map((text, at) => {
    const read = tenantTag.safeParse(text)
    if (read.success) return read.data
    throw new FailureError(invalid(`${path}.${at}`, 'must be a tag set and a tag, such as Region/North'))
  })
