import { type DeploymentSummary, hasSucceeded } from '@shared/deployment'
import type { ReleaseMatrix, ReleaseRow } from '@shared/release-calls'

/**
 * A matrix with one deployment's news in its cell. Null where it has to be fetched again, because more than that cell
 * may be different: which releases are shown, or where they may go.
 */
export function matrixAfter(matrix: ReleaseMatrix, summary: DeploymentSummary): ReleaseMatrix | null {
  // Tenants are counted only: how many have begun or ended may be different, how far each is may not.
  if (summary.tenant !== undefined) return summary.state === 'running' || summary.state === 'cancelling' ? matrix : null
  const row = matrix.rows.find(({ release }) => release.id === summary.releaseId)
  const cell = row?.cells[summary.environmentId]
  // One that is shown nowhere here, or not yet: what it begins and ends with may change that.
  if (row === undefined || cell === undefined)
    return summary.state === 'running' || summary.state === 'cancelling' ? matrix : null
  // One that was queued before the newest one may still be the last to succeed, and be what is there.
  if (cell.newest.id !== summary.id)
    return cell.newest.queuedAt > summary.queuedAt && !hasSucceeded(summary) ? matrix : null
  if (summary.state === 'finished' && cell.newest.state !== 'finished') return null
  const changed: ReleaseRow = {
    ...row,
    cells: { ...row.cells, [summary.environmentId]: { ...cell, newest: summary } }
  }
  return { ...matrix, rows: matrix.rows.map(other => (other === row ? changed : other)) }
}
