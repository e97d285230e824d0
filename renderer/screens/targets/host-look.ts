import type { ConnectionStageReport } from '@shared/connection-report'
import type { HostLook } from '../../components/Way'

/** How a connection test fares at one host, as one look. */
export function lookOfHost(id: string, reports: readonly ConnectionStageReport[], isRunning: boolean): HostLook {
  const own = reports.filter(({ host }) => host.id === id)
  const failed = own.find(({ outcome }) => outcome === 'failed')
  if (failed) return failed.failure?.kind === 'host-key-unknown' ? 'question' : 'failed'
  if (own.some(({ outcome }) => outcome === 'warning')) return 'warning'
  if (!own.some(({ outcome }) => outcome === 'ok')) return 'coming'
  return isRunning && !own.some(({ stage }) => stage === 'authentication') ? 'coming' : 'ok'
}
