import type { Output } from '@shared/api'
import { ruleWords } from '@shared/channels/rules'
import type { ChannelRule } from '@shared/model/channel'
import { sameName } from '@shared/model/text'
import { isSameSlot, type ProcessSlot, slotName } from '@shared/packages/slots'
import { CommandFailed, UsageError } from './errors'

// Rules of channels as flags write them: `package=Web;package=Check:tools;range=[1.0,2.0);tag=^$;order=published`.

const keys = ['package', 'range', 'tag', 'order'] as const
type Key = (typeof keys)[number]

/** A rule that a flag says. @throws UsageError for what is no rule, CommandFailed for a package that the process lacks */
export function ruleFrom(text: string, slots: readonly ProcessSlot[]): ChannelRule {
  // A tag may have a semicolon in it: only one before a key divides.
  const parts = text.split(/;\s*(?=(?:package|range|tag|order)=)/).map(part => pairIn(part, text))
  const all = (key: Key) => parts.filter(([own]) => own === key).map(([, value]) => value)
  const once = (key: Key): string | undefined => {
    const [value, ...others] = all(key)
    if (others.length > 0) throw new UsageError(`--rule says ${key} more than once: ${text}`)
    return value
  }
  const packages = all('package')
  if (packages.length === 0)
    throw new UsageError(`--rule must name a package, such as package=Web;range=[1.0,2.0): ${text}`)
  const [range, tag, order] = [once('range'), once('tag'), once('order')]
  if (order !== undefined && order !== 'published' && order !== 'highest')
    throw new UsageError(`--rule knows the orders highest and published: ${text}`)
  const found = packages.flatMap(wanted => slotsNamed(wanted, slots))
  return {
    slots: found.map(({ actionId, reference }) => ({ actionId, reference })),
    ...(range === undefined ? {} : { range }),
    ...(tag === undefined ? {} : { tag }),
    ...(order === 'published' ? { order } : {})
  }
}

function pairIn(part: string, text: string): readonly [Key, string] {
  const at = part.indexOf('=')
  const key = keys.find(known => known === part.slice(0, Math.max(0, at)).trim())
  const value = part.slice(at + 1).trim()
  if (key === undefined || value === '')
    throw new UsageError(`--rule is written like package=Web;range=[1.0,2.0);tag=^$;order=published: ${text}`)
  return [key, value]
}

/** Of a step, of one of its references, or of a package wherever it is used. */
function slotsNamed(wanted: string, slots: readonly ProcessSlot[]): readonly ProcessSlot[] {
  const [, of = wanted, reference] = /^(.*?):([^:]*)$/.exec(wanted) ?? []
  const whole = slots.filter(slot => sameName(slot.name, wanted) || sameName(slot.packageId, wanted))
  const found =
    whole.length > 0 || reference === undefined
      ? whole
      : slots.filter(
          slot => (sameName(slot.name, of) || sameName(slot.packageId, of)) && sameName(slot.reference, reference)
        )
  if (found.length > 0) return found
  throw new CommandFailed({
    kind: 'not-found',
    message: `No package of the process is meant by “${wanted}”.`,
    remedy: `Its packages are ${slots.length === 0 ? 'none' : slots.map(slotWords).join(', ')}.`
  })
}

const slotWords = ({ name, reference, packageId }: ProcessSlot): string =>
  `${reference === '' ? name : `${name}:${reference}`} (${packageId})`

/** Rules for people, one line each: `“Web”: versions in [1.0,2.0)`. */
export const ruleLines = (
  { rules }: Pick<Output<'channel.list'>[number], 'rules'>,
  slots: readonly ProcessSlot[]
): readonly string[] =>
  rules.map(rule => {
    const places = rule.slots.map(slot => {
      const found = slots.find(item => isSameSlot(item, slot))
      return found ? slotName(found) : 'a package that is gone'
    })
    return `${places.join(', ')}: ${ruleWords(rule)}${rule.order === 'published' ? ', the one published last' : ''}`
  })
