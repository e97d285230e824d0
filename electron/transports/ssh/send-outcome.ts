import type { Failure } from '@shared/failure'
import { fail, type Result } from '@shared/result'
import type { Shipment, Shipped } from '../../engine/ports'
import {
  diskFull,
  nameOfShipment,
  transferCancelled,
  transferDamaged,
  transferLost,
  transferRefused
} from '../shipping/failures'
import type { Answer, Conversation } from './conversation'

/** Why a script at the far end did not bring it. `answer` is its last word; null when it ended without one. */
export function whyNotBrought(
  shipment: Shipment,
  where: string,
  talk: Conversation,
  answer: Answer | null,
  signal: AbortSignal
): Result<Shipped> {
  if (signal.aborted) return fail(transferCancelled(shipment, where))
  if (answer !== null) return fail(inWords(shipment, where, talk, answer))
  const { end } = talk
  if (end === null || end.kind === 'lost') return fail(transferLost(shipment, where, end?.reason ?? 'nobody answered'))
  const exit = end.kind === 'exited' ? `the shell ended with exit code ${end.code}` : `it was ended by ${end.signal}`
  return fail(
    isFull(talk) ? diskFull(shipment, where, null, null) : transferRefused(shipment, where, lastLine(talk) || exit)
  )
}

function inWords(shipment: Shipment, where: string, talk: Conversation, { word, rest }: Answer): Failure {
  const [first = '', ...others] = rest.split(' ')
  switch (word) {
    case 'full':
      return diskFull(shipment, where, numberOf(first), numberOf(others[0]))
    case 'short':
      if (isFull(talk)) return diskFull(shipment, where, numberOf(others[0]), null)
      return transferRefused(shipment, where, lastLine(talk) || 'not everything arrived')
    case 'wrong':
      return transferDamaged(where, {
        name: others.join(' '),
        expected: expectedHash(shipment, others.join(' ')),
        found: first === '' ? null : first
      })
    case 'tools':
      return {
        kind: 'tools-missing',
        message: `${where} has none of ${rest}, so ${nameOfShipment(shipment)} could not be verified there.`,
        remedy: 'Install one of them on the target, then deploy again.'
      }
    default:
      return transferRefused(shipment, where, rest || word)
  }
}

function expectedHash(shipment: Shipment, path: string): string {
  if (shipment.kind === 'file') return shipment.key
  const entry = shipment.manifest.entries.find(item => item.path === path)
  return entry?.kind === 'file' ? entry.sha256 : 'that of its manifest'
}

const isFull = ({ said }: Conversation): boolean => /No space left|Disk quota|file system full/i.test(said)
const lastLine = ({ said }: Conversation): string => (said.split('\n').at(-1) ?? '').replace(/\.$/, '')

const numberOf = (text: string | undefined): number | null =>
  text === undefined || !/^\d+$/.test(text) ? null : Number(text)
