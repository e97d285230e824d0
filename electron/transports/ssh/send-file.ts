import { ok } from '@shared/result'
import type { Shipment, ShipmentProgress } from '../../engine/ports'
import { sourceUnreadable } from '../shipping/failures'
import { FileSource } from '../shipping/sources'
import { Conversation } from './conversation'
import { messageOf } from './failures'
import { whyNotBrought } from './send-outcome'
import { failed, type Sent, type Way } from './send-way'

type File = Extract<Shipment, { kind: 'file' }>
type Tell = (progress: ShipmentProgress) => void

/** Brings a file by one command, which takes what is missing and verifies the whole. */
export async function sendFile(way: Way, shipment: File, tell: Tell, signal: AbortSignal): Promise<Sent> {
  const first = await sendOnce(way, shipment, tell, signal)
  // What was left of an earlier transfer was no good; it is gone now.
  return first === 'again' ? orDamaged(await sendOnce(way, shipment, tell, signal)) : first
}

const orDamaged = (sent: Sent | 'again'): Sent =>
  sent === 'again' ? failed({ kind: 'internal', message: 'A transfer from its start went on.', remedy: '' }) : sent

async function sendOnce(way: Way, shipment: File, tell: Tell, signal: AbortSignal): Promise<Sent | 'again'> {
  const { exec, reads, where } = way
  const { key, from, bytes, to } = shipment
  const talk = new Conversation(exec, 'file', [key, to, String(bytes)], signal)
  if ((await talk.next()) === null)
    return { kind: 'no-shell', result: whyNotBrought(shipment, where, talk, null, signal) }
  let answer = await talk.next()
  if (answer?.word === 'there') return { kind: 'ended', result: ok({ how: 'there', sent: 0, path: answer.rest }) }
  if (answer?.word !== 'want') return { kind: 'ended', result: whyNotBrought(shipment, where, talk, answer, signal) }
  const start = Number(answer.rest)
  const reader = reads.open(`file ${key} ${from}`, () => new FileSource(from, bytes))
  try {
    const sent = await talk.feed('', reader, start, way, tell, signal)
    answer = await talk.next()
    if (answer?.word === 'done')
      return { kind: 'ended', result: ok({ how: start > 0 ? 'resumed' : 'stream', sent, path: answer.rest }) }
    if (answer?.word === 'wrong' && start > 0) return 'again'
    return { kind: 'ended', result: whyNotBrought(shipment, where, talk, answer, signal) }
  } catch (error) {
    talk.abandon('the package could not be read')
    return failed(sourceUnreadable(shipment, messageOf(error)))
  } finally {
    reader.close()
  }
}
