import type { Result } from '@shared/result'
import type { Shipment, ShipmentProgress, Shipped } from '../../engine/ports'
import { throttled } from '../shipping/pace'
import { sendFile } from './send-file'
import { sendTree } from './send-tree'
import type { Way } from './send-way'
import { sendBySftp } from './sftp-send'

/** Brings a shipment by a script at the far end; as files over SFTP where no script can be started. */
export async function sendOver(
  way: Way,
  shipment: Shipment,
  tell: (progress: ShipmentProgress) => void,
  signal: AbortSignal
): Promise<Result<Shipped>> {
  const rarely = throttled(tell)
  if (!way.hasShell) return orElse(await sendBySftp(way, shipment, rarely, signal), null)
  const sent =
    shipment.kind === 'file'
      ? await sendFile(way, shipment, rarely, signal)
      : await sendTree(way, shipment, rarely, signal)
  if (sent.kind === 'ended' || signal.aborted) return sent.result
  return orElse(await sendBySftp(way, shipment, rarely, signal), sent.result)
}

/** Without SFTP, what was wrong with the first way says more. */
const orElse = (bySftp: Result<Shipped> | { readonly noSftp: Result<Shipped> }, first: Result<Shipped> | null) =>
  'noSftp' in bySftp ? (first ?? bySftp.noSftp) : bySftp
