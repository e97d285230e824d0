import type { FieldIssue } from '../failure'
import type { Channel, CustomFields } from '../model/channel'
import { sameName } from '../model/text'

/** The fields that a channel asks for and that a release does not have; paths such as `customFields.Ticket`. */
export function missingFields(
  { name, requiredFields = [] }: Pick<Channel, 'name' | 'requiredFields'>,
  fields: CustomFields = {}
): readonly FieldIssue[] {
  const given = Object.entries(fields).filter(([, value]) => value.trim() !== '')
  return requiredFields
    .filter(field => !given.some(([own]) => sameName(own, field)))
    .map(field => ({ path: `customFields.${field}`, message: `is needed in the channel “${name}”` }))
}
