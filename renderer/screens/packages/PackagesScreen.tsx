import { Button, TextInput } from '@mantine/core'
import type { PackageSummary } from '@shared/package-calls'
import { bytesWords } from '@shared/plan/words'
import { useState } from 'react'
import { Card } from '../../components/Card'
import { type Column, DataTable } from '../../components/DataTable'
import { EmptyState } from '../../components/EmptyState'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { Kbd } from '../../components/Kbd'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { TimeAgo } from '../../components/TimeAgo'
import { plural } from '../../lib/plural'
import { navigate } from '../../navigation/history'
import { useAdding } from '../../navigation/use-adding'
import { useRead } from '../../stores/catalog'
import { isEmptyList } from '../../stores/load'
import { usePackageImports } from '../../stores/package-imports'
import { CleanDialog } from './CleanDialog'
import { ImportDialog } from './ImportDialog'
import { ImportProgress } from './ImportProgress'
import { PackageTabs } from './PackageTabs'
import { packageAddress } from './package-addresses'
import classes from './packages.module.css'
import { useDroppedPaths } from './use-dropped-paths'

/** Everything that releases can take along: packages of this workspace, by id. */
export function PackagesScreen() {
  const { load, again } = useRead('package.list', {})
  const [text, setText] = useState('')
  const [isCleaning, setCleaning] = useState(false)
  const failure = usePackageImports(state => state.failure)
  const results = usePackageImports(state => state.results)
  const { choose, importPaths, close } = usePackageImports.getState()
  const isDragging = useDroppedPaths(paths => void importPaths(paths))
  useAdding(() => void choose('files'))
  return (
    <Screen>
      <PageHeader
        title="Packages"
        help="packages"
        actions={
          <>
            {!isEmptyList(load) && (
              <Button variant="default" onClick={() => setCleaning(true)}>
                Clean up…
              </Button>
            )}
            <ImportButtons />
          </>
        }
      >
        <PackageTabs current="repository" />
      </PageHeader>
      {failure && <FailureAlert failure={failure} />}
      <ImportProgress />
      <div data-dragging={isDragging} className={classes.dropZone}>
        <Loaded load={load} onRetry={again} what="packages">
          {packages =>
            packages.length === 0 ? (
              <EmptyState icon="package" title="No packages yet">
                Import zip, nupkg, jar, war, ear, whl and tar files, or whole folders. Drop them here, or press{' '}
                <Kbd keys="N" />. Names such as <code>Shop.Web.1.4.2.zip</code> say id and version by themselves.
              </EmptyState>
            ) : (
              <>
                <TextInput
                  aria-label="Find a package"
                  placeholder="Find a package"
                  leftSection={<Icon name="search" size={14} />}
                  value={text}
                  onChange={event => setText(event.currentTarget.value)}
                  className={classes.find}
                />
                <Found packages={packages} text={text} />
              </>
            )
          }
        </Loaded>
      </div>
      {results && <ImportDialog results={results} onClose={close} />}
      {isCleaning && <CleanDialog onClose={() => setCleaning(false)} />}
    </Screen>
  )
}

function ImportButtons() {
  const isBusy = usePackageImports(({ open }) => open > 0)
  const { choose } = usePackageImports.getState()
  return (
    <>
      <Button variant="default" onClick={() => void choose('folder')} disabled={isBusy}>
        Import folder…
      </Button>
      <Button
        leftSection={<Icon name="plus" size={14} />}
        onClick={() => void choose('files')}
        loading={isBusy}
        title="Import files (N)"
      >
        Import files…
      </Button>
    </>
  )
}

const columns: readonly Column<PackageSummary>[] = [
  { key: 'id', header: 'Package', cell: ({ packageId }) => <strong className={classes.cut}>{packageId}</strong> },
  { key: 'newest', header: 'Newest', width: '18%', cell: ({ versions }) => versions[0]?.version ?? '' },
  { key: 'count', header: 'Versions', width: '96px', cell: ({ versions }) => versions.length },
  { key: 'bytes', header: 'Size', width: '100px', cell: ({ bytes }) => bytesWords(bytes) },
  {
    key: 'used',
    header: 'Used by',
    width: '130px',
    cell: ({ versions }) => {
      const releases = new Set(versions.flatMap(({ usedBy }) => usedBy.map(({ releaseId }) => releaseId)))
      return releases.size === 0 ? <span className={classes.muted}>nothing</span> : plural(releases.size, 'release')
    }
  },
  {
    key: 'imported',
    header: 'Imported',
    width: '120px',
    cell: ({ versions }) => <TimeAgo at={Math.max(...versions.map(({ importedAt }) => importedAt))} />
  }
]

function Found({ packages, text }: { readonly packages: readonly PackageSummary[]; readonly text: string }) {
  const wanted = text.trim().toLowerCase()
  const found = packages.filter(({ packageId }) => packageId.toLowerCase().includes(wanted))
  if (found.length === 0) return <p className={classes.muted}>No package has “{text.trim()}” in its id.</p>
  return (
    <Card padding="flush">
      <DataTable
        label="Packages"
        columns={columns}
        rows={found}
        rowKey={({ packageId }) => packageId}
        onOpen={({ packageId }) => navigate(packageAddress(packageId))}
      />
    </Card>
  )
}
