import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Link } from 'wouter'
import { Card } from '../../components/Card'
import { EmptyState } from '../../components/EmptyState'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Pages } from '../../components/Pages'
import { Screen } from '../../components/Screen'
import { useDroppedFiles } from '../../lib/use-dropped-files'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { TargetTabs } from '../targets/TargetTabs'
import { BundleFilters } from './BundleFilters'
import { BundleTable } from './BundleTable'
import { bundlesInput, everyBundle, isNarrowed, pageSize } from './bundle-filter'
import classes from './bundles.module.css'
import { ImportReceipts, TakenReceipts } from './ImportReceipts'
import { useReceipts } from './use-receipts'

/** Every bundle that was written for a target that nobody reaches, and what came back of it. */
export function BundlesScreen() {
  const [filter, setFilter] = useState(everyBundle)
  const { load, again } = useRead('bundle.all', bundlesInput(filter))
  const receipts = useReceipts()
  const isDragging = useDroppedFiles(files => void receipts.take(files))
  const targets = valueOr(load, null)?.targets ?? []
  return (
    <Screen>
      <PageHeader
        title="Bundles"
        help="bundles"
        crumbs={[{ label: 'Targets', href: '/targets' }]}
        actions={
          targets.length === 0 ? undefined : (
            <>
              <BundleFilters filter={filter} targets={targets} onChange={setFilter} />
              <ImportReceipts receipts={receipts} />
            </>
          )
        }
      >
        <TargetTabs current="/targets/bundles" />
      </PageHeader>
      <TakenReceipts receipts={receipts} />
      <div data-dragging={isDragging} className={classes.dropZone}>
        <Loaded load={load} onRetry={again} what="bundles">
          {({ bundles, total, targets }) =>
            targets.length === 0 ? (
              <NoBundles />
            ) : (
              <>
                <Card padding={bundles.length === 0 ? 'normal' : 'flush'}>
                  {bundles.length === 0 ? (
                    <p className={classes.none}>{isNarrowed(filter) ? 'No bundle matches.' : 'No bundle is there.'}</p>
                  ) : (
                    <BundleTable bundles={bundles} />
                  )}
                </Card>
                {total > pageSize && (
                  <Pages
                    page={filter.page}
                    hasOlder={(filter.page + 1) * pageSize < total}
                    onChange={page => setFilter({ ...filter, page })}
                  >
                    {filter.page * pageSize + 1} to {Math.min(total, (filter.page + 1) * pageSize)} of {total}
                  </Pages>
                )}
              </>
            )
          }
        </Loaded>
      </div>
    </Screen>
  )
}

const NoBundles = (): ReactNode => (
  <EmptyState
    icon="download"
    title="No bundles yet"
    action={
      <Button component={Link} href="/targets" variant="default">
        Go to the targets
      </Button>
    }
  >
    A deployment to an offline target writes a bundle, which is carried there. What became of each, and which receipts
    are not back yet, is listed here.
  </EmptyState>
)
