import type { FeedId } from '@shared/ids'
import type { PackageChoice, PackageReference } from '@shared/model/package-action'
import type { Fields } from '../fields'
import { refuse } from '../request'
import { isTrueWord, type Json, wordOf } from '../wire'
import { builtInFeedId } from '../wire-ids'

const choiceFields = ({ packageId, feedId, version }: PackageChoice) => ({
  PackageId: packageId,
  FeedId: feedId ?? builtInFeedId,
  AcquisitionLocation: 'Server',
  Version: version ?? null
})

/** The packages of an action as Octopus lists them: its own without a name, then those beside its script. */
export const packageResources = (
  actionId: string,
  own: PackageChoice | undefined,
  references: readonly PackageReference[] = []
): readonly Json[] => [
  ...(own === undefined
    ? []
    : [{ Id: `${actionId}-package`, Name: '', ...choiceFields(own), Properties: { SelectionMode: 'immediate' } }]),
  ...references.map(({ name, isExtracted, ...choice }) => ({
    Id: `${actionId}-package-${name}`,
    Name: name,
    ...choiceFields(choice),
    Properties: { Extract: wordOf(isExtracted === true), SelectionMode: 'immediate', Purpose: '' }
  }))
]

export interface PackagesRead {
  readonly own: PackageChoice | undefined
  /** Undefined for none. */
  readonly references: PackageReference[] | undefined
}

/** @param path of the action, for failures */
export function packagesIn(fields: Fields, path: string): PackagesRead {
  const all = fields.objects('Packages').map((item, index) => packageIn(item, `${path}.Packages.${index}`))
  const references = all.filter(item => item.name !== '')
  return {
    own: all.find(item => item.name === '')?.choice,
    references:
      references.length === 0
        ? undefined
        : references.map(({ name, choice, isExtracted }) => ({
            name,
            ...choice,
            ...(isExtracted ? { isExtracted } : {})
          }))
  }
}

function packageIn(fields: Fields, path: string) {
  const place = fields.text('AcquisitionLocation') ?? 'Server'
  if (place.toLowerCase() !== 'server')
    refuse(
      `${path}.AcquisitionLocation`,
      'Packages come to targets by way of Slipway only.',
      'Say Server as the place where they are acquired.'
    )
  const feed = fields.text('FeedId') ?? builtInFeedId
  const version = fields.text('Version')
  const choice: PackageChoice = {
    packageId: fields.needed('PackageId'),
    ...(feed.toLowerCase() === builtInFeedId ? {} : { feedId: feed as FeedId }),
    ...(version === undefined ? {} : { version })
  }
  const isExtracted = isTrueWord(fields.object('Properties')?.text('Extract') ?? '')
  return { name: fields.text('Name') ?? '', choice, isExtracted }
}
