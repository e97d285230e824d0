import type { Channel, ChannelRule } from '../model/channel'
import { isSameSlot, type ProcessSlot } from '../packages/slots'
import { ok, type Result } from '../result'
import { inRange, parseVersion, type VersionScheme } from '../versions'

/**
 * In which of some texts a regular expression is found, in their order. It is asked for, because a pattern of people may
 * never come to an end: who runs it has to be able to stop it, and holds up nobody meanwhile.
 */
export type FindPattern = (pattern: string, texts: readonly string[]) => Promise<Result<readonly boolean[]>>

/** What a rule asks of a version. */
export type VersionRule = Pick<ChannelRule, 'range' | 'tag'>

/** How a version stands to a rule. */
export interface RuleVerdict {
  /** Whether the scheme knows such a version; one that it does not know meets only a rule that asks for nothing. */
  readonly isVersion: boolean
  readonly isInRange: boolean
  readonly hasTag: boolean
}

/** The place of a process that something is about. */
export type SlotPlace = Pick<ProcessSlot, 'actionId' | 'reference'>

/** What tags are held against: what follows the numbers, without the first separator; null where there is no version. */
export function tagText(scheme: VersionScheme, version: string): string | null {
  const parsed = parseVersion(scheme, version)
  return parsed && `${parsed.prerelease}${parsed.metadata === '' ? '' : `+${parsed.metadata}`}`
}

/**
 * Holds versions against a rule, in their order. Fails when the pattern cannot be read or does not come to an end.
 * Nothing but the order counts in ranges: `2.0-beta` lies in `[1.0,2.0)`.
 */
export async function judgeVersions(
  { range, tag }: VersionRule,
  scheme: VersionScheme,
  versions: readonly string[],
  find: FindPattern
): Promise<Result<readonly RuleVerdict[]>> {
  const texts = versions.map(version => tagText(scheme, version))
  const found =
    tag === undefined
      ? ok(texts.map(() => true))
      : await find(
          tag,
          texts.map(text => text ?? '')
        )
  if (!found.ok) return found
  return ok(
    versions.map((version, at) => {
      const isVersion = texts[at] !== null
      return {
        isVersion,
        isInRange: range === undefined || (isVersion && inRange(scheme, version, range)),
        hasTag: tag === undefined || (isVersion && found.value[at] === true)
      }
    })
  )
}

/** Whether a version meets the rule. */
export const isMet = ({ isInRange, hasTag }: RuleVerdict): boolean => isInRange && hasTag

/** The rule of a channel that is about a place; null for none, and then any version may be there. */
export const ruleFor = ({ rules }: Pick<Channel, 'rules'>, place: SlotPlace): ChannelRule | null =>
  rules.find(({ slots }) => slots.some(slot => isSameSlot(slot, place))) ?? null

/** What a rule asks for, in words: `versions in [1.0,2.0) whose tag matches ^beta`. */
export function ruleWords({ range, tag }: VersionRule): string {
  if (range === undefined && tag === undefined) return 'any version'
  const where = range === undefined ? '' : ` in ${range}`
  if (tag === undefined) return `versions${where}`
  return tag === '^$' ? `finished versions${where}` : `versions${where} whose tag matches ${tag}`
}

/** Places that rules name more than once, as positions `[rule, slot]`; each may be in one rule only. */
export function repeatedSlots(rules: readonly Pick<ChannelRule, 'slots'>[]): readonly (readonly [number, number])[] {
  const seen: SlotPlace[] = []
  return rules.flatMap(({ slots }, rule) =>
    slots.flatMap((slot, at) => {
      const isRepeated = seen.some(other => isSameSlot(other, slot))
      seen.push(slot)
      return isRepeated ? [[rule, at] as const] : []
    })
  )
}
