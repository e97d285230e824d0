import type { ReleaseDetails } from '@shared/api'
import type { ChosenPackage } from '@shared/model/package'
import { actionName, findAction } from '@shared/model/process'
import type { ReleaseSnapshot } from '@shared/model/release'
import { bytesWords, listOf } from '@shared/plan/words'
import { Card } from '../../components/Card'
import { type Column, DataTable } from '../../components/DataTable'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { Section } from '../../components/Section'
import classes from './PackageVersions.module.css'

/** One content, with everything that uses it. */
interface PackageRow extends ChosenPackage {
  readonly usedBy: readonly string[]
  readonly isMissing: boolean
}

interface ReleasePackagesProps {
  readonly snapshot: ReleaseSnapshot
  readonly missing: ReleaseDetails['missingPackages']
  readonly title: string
}

/** The packages that a release chose, by their content, and those of them that are gone. */
export function ReleasePackages({ snapshot, missing, title }: ReleasePackagesProps) {
  const rows = rowsOf(snapshot, missing)
  if (rows.length === 0) return null
  const gone = rows.filter(row => row.isMissing)
  return (
    <Section title={title}>
      {gone.length > 0 && (
        <div className={classes.gone}>
          <FailureAlert
            severity="warning"
            failure={{
              kind: 'package-missing',
              message: `${listOf(gone.map(row => `${row.packageId} ${row.version}`))} ${gone.length === 1 ? 'is' : 'are'} not in the repository any more.`,
              remedy: 'Import the very same file again under Packages. Without it a deployment has nothing to bring.'
            }}
          />
        </div>
      )}
      <Card padding="flush">
        <DataTable label={title} columns={columns} rows={rows} rowKey={row => `${row.packageId} ${row.sha256}`} />
      </Card>
    </Section>
  )
}

const columns: readonly Column<PackageRow>[] = [
  { key: 'package', header: 'Package', cell: row => <code title={row.fileName}>{row.packageId}</code> },
  { key: 'version', header: 'Version', cell: row => <code>{row.version}</code>, width: '130px' },
  {
    key: 'content',
    header: 'SHA-256',
    cell: row =>
      row.isMissing ? (
        <span className={classes.missing} title={`SHA-256 ${row.sha256}`}>
          <Icon name="warning" size={13} /> missing <code>{row.sha256.slice(0, 10)}</code>
        </span>
      ) : (
        <code title={`SHA-256 ${row.sha256}`}>{row.sha256.slice(0, 10)}</code>
      ),
    width: '180px'
  },
  { key: 'size', header: 'Size', cell: row => bytesWords(row.bytes), width: '90px', align: 'end' },
  { key: 'steps', header: 'Used by', cell: row => <span title={row.usedBy.join(', ')}>{listOf(row.usedBy)}</span> }
]

function rowsOf({ packages = [], steps }: ReleaseSnapshot, missing: ReleaseDetails['missingPackages']): PackageRow[] {
  const rows = new Map<string, PackageRow>()
  for (const item of packages) {
    const key = `${item.packageId} ${item.sha256}`
    const found = findAction(steps, item.actionId)
    const step = found ? actionName(found.step, found.action) : 'a step that is gone'
    const user = item.reference === '' ? step : `${step} (as ${item.reference})`
    const before = rows.get(key)
    rows.set(key, {
      ...item,
      usedBy: [...(before?.usedBy ?? []), user],
      isMissing: missing.some(({ sha256 }) => sha256 === item.sha256)
    })
  }
  return [...rows.values()]
}
