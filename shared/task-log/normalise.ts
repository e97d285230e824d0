import { plainText } from './ansi'

const uuid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi
/** Digests, commits, addresses: hexadecimal with at least one digit, or after `0x`. */
const hex = /\b0x[0-9a-f]+\b|\b(?=[0-9a-f]*\d)[0-9a-f]{7,}\b/gi
/** Ids of Slipway's own, which are in names of folders. */
const ownId = /\b(deployment|release|target|step|action|secret|artifact)-[a-z0-9]{10}\b/g
const number = /\d+(?:[.,:]\d+)*/g
const weekday = /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? /g
const month = /\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?= \d)/g

/** A line without what differs from one time to the next although nothing else does: times, numbers, ids, escapes. */
export const normalised = (line: string): string =>
  plainText(line)
    .replace(uuid, '…')
    .replace(ownId, '$1-…')
    .replace(hex, '…')
    .replace(weekday, '')
    .replace(month, '…')
    .replace(number, '0')
    .replace(/\s+/g, ' ')
    .trim()
