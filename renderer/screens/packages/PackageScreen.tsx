import type { PackageVersionSummary } from '@shared/package-calls'
import { bytesWords } from '@shared/plan/words'
import { useState } from 'react'
import { Card } from '../../components/Card'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { type Column, DataTable } from '../../components/DataTable'
import { Icon } from '../../components/Icon'
import { Loaded } from '../../components/Loaded'
import { copyText } from '../../components/log/copy-text'
import { PageHeader } from '../../components/PageHeader'
import { RowMenu, type RowMenuItem } from '../../components/RowMenu'
import { Screen } from '../../components/Screen'
import { TimeAgo } from '../../components/TimeAgo'
import { navigate } from '../../navigation/history'
import { useCatalog, useRead } from '../../stores/catalog'
import { useCall } from '../../stores/use-call'
import { NotFoundScreen } from '../NotFoundScreen'
import { CompareDialog } from './CompareDialog'
import { contentsAddress } from './package-addresses'
import classes from './packages.module.css'
import { VerifyDialog } from './VerifyDialog'

type Open = { readonly kind: 'compare' | 'verify' | 'remove'; readonly version: PackageVersionSummary } | null

/** Every version of one package. */
export function PackageScreen({ packageId }: { readonly packageId: string }) {
  const { load, again } = useRead('package.list', {})
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  return (
    <Loaded load={load} onRetry={again} what="versions">
      {packages => {
        const found = packages.find(item => item.packageId.toLowerCase() === packageId.toLowerCase())
        if (found === undefined) return <NotFoundScreen what="package" />
        return (
          <Screen>
            <PageHeader
              title={found.packageId}
              help="packages"
              crumbs={[{ label: 'Packages', href: '/packages' }]}
              subtitle={`${found.versions.length === 1 ? 'One version' : `${found.versions.length} versions`}, ${bytesWords(found.bytes)}`}
            />
            <Card padding="flush">
              <VersionTable versions={found.versions} onChoose={setOpen} />
            </Card>
            {open?.kind === 'compare' && (
              <CompareDialog version={open.version} others={found.versions} onClose={close} />
            )}
            {open?.kind === 'verify' && <VerifyDialog version={open.version} onClose={close} />}
            {open?.kind === 'remove' && (
              <RemoveDialog version={open.version} isLast={found.versions.length === 1} onClose={close} />
            )}
          </Screen>
        )
      }}
    </Loaded>
  )
}

interface VersionTableProps {
  readonly versions: readonly PackageVersionSummary[]
  readonly onChoose: (open: Open) => void
}

function VersionTable({ versions, onChoose }: VersionTableProps) {
  const columns: readonly Column<PackageVersionSummary>[] = [
    {
      key: 'version',
      header: 'Version',
      cell: ({ version, isThere }) => (
        <span className={classes.version}>
          <strong>{version}</strong>
          {!isThere && (
            <span className={classes.gone}>
              <Icon name="x-circle" size={13} /> its file is gone
            </span>
          )}
        </span>
      )
    },
    { key: 'bytes', header: 'Size', width: '90px', cell: ({ bytes }) => bytesWords(bytes) },
    { key: 'files', header: 'Files', width: '80px', cell: ({ files }) => files.toLocaleString('en') },
    {
      key: 'hash',
      header: 'SHA-256',
      width: '116px',
      cell: ({ sha256 }) => (
        <code title={sha256} className={classes.hash}>
          {sha256.slice(0, 10)}
        </code>
      )
    },
    { key: 'used', header: 'Used by', width: '22%', cell: version => <Users version={version} /> },
    {
      key: 'imported',
      header: 'Imported',
      width: '150px',
      cell: ({ importedAt, importedBy, source }) => (
        <span title={source.kind === 'feed' ? `From the feed “${source.name}”` : `From a ${source.kind}`}>
          <TimeAgo at={importedAt} /> by {importedBy}
        </span>
      )
    },
    {
      key: 'menu',
      header: <span className="visually-hidden">Actions</span>,
      width: '64px',
      align: 'end',
      cell: version => (
        <RowMenu label={`Actions for ${version.version}`} items={itemsFor(version, versions, onChoose)} />
      )
    }
  ]
  return (
    <DataTable
      label="Versions"
      columns={columns}
      rows={versions}
      rowKey={({ id }) => id}
      onOpen={({ id }) => navigate(contentsAddress(id))}
    />
  )
}

function itemsFor(
  version: PackageVersionSummary,
  versions: readonly PackageVersionSummary[],
  onChoose: (open: Open) => void
): readonly RowMenuItem[] {
  return [
    { label: 'Contents', icon: 'process', onSelect: () => navigate(contentsAddress(version.id)) },
    ...(versions.length < 2
      ? []
      : [{ label: 'Compare with…', icon: 'eye', onSelect: () => onChoose({ kind: 'compare', version }) } as const]),
    { label: 'Verify its file', icon: 'check-circle', onSelect: () => onChoose({ kind: 'verify', version }) },
    { label: 'Copy its SHA-256', icon: 'copy', onSelect: () => void copyText(version.sha256) },
    { label: 'Remove…', icon: 'trash', isDangerous: true, onSelect: () => onChoose({ kind: 'remove', version }) }
  ]
}

const releaseWords = ({ projectName, releaseVersion }: PackageVersionSummary['usedBy'][number]): string =>
  `${projectName} ${releaseVersion}`

function Users({ version: { usedBy } }: { readonly version: PackageVersionSummary }) {
  if (usedBy.length === 0) return <span className={classes.muted}>nothing</span>
  const [first] = usedBy
  const words = first === undefined ? '' : releaseWords(first)
  return (
    <span className={classes.cut} title={usedBy.map(releaseWords).join('\n')}>
      {usedBy.length === 1 ? words : `${words} and ${usedBy.length - 1} more`}
    </span>
  )
}

interface RemoveDialogProps {
  readonly version: PackageVersionSummary
  readonly isLast: boolean
  readonly onClose: () => void
}

function RemoveDialog({ version, isLast, onClose }: RemoveDialogProps) {
  const { run, isBusy, failure } = useCall('package.remove')
  const isUsed = version.usedBy.length > 0
  const remove = async () => {
    if (!(await run({ ids: [version.id] })).ok) return
    onClose()
    await useCatalog.getState().refresh('package')
    if (isLast) navigate('/packages')
  }
  return (
    <ConfirmDialog
      title={`Remove ${version.packageId} ${version.version}?`}
      confirmLabel="Remove version"
      isDangerous
      isBusy={isBusy}
      failure={failure}
      onConfirm={() => void remove()}
      onCancel={onClose}
    >
      {isUsed
        ? `It is needed by ${version.usedBy.map(releaseWords).join(', ')}. Those could not be deployed any more, so it stays.`
        : 'Its file is deleted from this machine. No release needs it.'}
    </ConfirmDialog>
  )
}
