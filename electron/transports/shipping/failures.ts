import type { Failure } from '@shared/failure'
import { bytesWords } from '@shared/plan/words'
import type { Shipment } from '../../engine/ports'

/** A shipment in the middle of a sentence. */
export const nameOfShipment = (shipment: Shipment): string =>
  shipment.kind === 'file'
    ? (shipment.to.split('/').at(-1) ?? shipment.to)
    : `the unpacked package ${shipment.key.slice(0, 12)}`

/** `where` is for people: an address, or `this machine`. */
export const transferLost = (shipment: Shipment, where: string, why: string): Failure => ({
  kind: 'connection-lost',
  message: `Bringing ${nameOfShipment(shipment)} to ${where} broke off: ${why}.`,
  remedy: 'Deploy again; what has arrived is not sent again.'
})

export const transferCancelled = (shipment: Shipment, where: string): Failure => ({
  kind: 'cancelled',
  message: `Bringing ${nameOfShipment(shipment)} to ${where} was cancelled.`,
  remedy: 'Deploy again when you want to; what has arrived is not sent again.'
})

/** The far end said no. `why` are its own words. */
export const transferRefused = (shipment: Shipment, where: string, why: string): Failure => ({
  kind: 'transfer-failed',
  message: `${capital(nameOfShipment(shipment))} could not be brought to ${where}: ${why}.`,
  remedy: 'Check that the account may write there, then deploy again.'
})

/** What arrived is not what was to be brought. `found` is null when nobody can tell what it is instead. */
export function transferDamaged(
  where: string,
  wrong: { readonly name: string; readonly expected: string; readonly found: string | null }
): Failure {
  const found = wrong.found ?? 'unknown'
  return {
    kind: 'transfer-failed',
    message: `${wrong.name} arrived damaged on ${where}: its SHA-256 is ${found} instead of ${wrong.expected}. What arrived was removed.`,
    remedy: 'Deploy again. If it happens again, add the package anew, and check the disk of the target.',
    detail: { expected: wrong.expected, found }
  }
}

/** `free` and `needed` are in units of 1024 bytes, as `df -k` counts; `free` is null when it could not be told. */
export function diskFull(shipment: Shipment, where: string, free: number | null, needed: number | null): Failure {
  const room = free === null ? 'There is too little room' : `Only ${inWords(free)} are free`
  const need = needed === null ? '' : `, and ${inWords(needed)} are needed`
  return {
    kind: 'transfer-failed',
    message: `${room} on ${where}${need}, so ${nameOfShipment(shipment)} could not be brought there.`,
    remedy: 'Make room on the target, then deploy again.',
    detail: {
      ...(free === null ? {} : { freeKb: String(free) }),
      ...(needed === null ? {} : { neededKb: String(needed) })
    }
  }
}

/** What is on this machine cannot be read, or is not as the manifest says. */
export const sourceUnreadable = (shipment: Shipment, why: string): Failure => ({
  kind: 'package-missing',
  message: `${capital(nameOfShipment(shipment))} could not be read on this machine: ${why}.`,
  remedy: 'Add the package again, then deploy again.'
})

const inWords = (kilobytes: number): string => bytesWords(kilobytes * 1024)

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)
