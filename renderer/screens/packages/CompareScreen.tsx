import type { PackageRecordId } from '@shared/ids'
import type { PackageComparison } from '@shared/package-calls'
import { bytesWords } from '@shared/plan/words'
import { useState } from 'react'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { useRead } from '../../stores/catalog'
import { bothLoads } from '../../stores/load'
import { FileList, type FileRow } from './FileList'
import { PartLines, Sign } from './PartLines'
import { packageAddress } from './package-addresses'
import classes from './packages.module.css'

interface CompareScreenProps {
  readonly before: PackageRecordId
  readonly after: PackageRecordId
}

/** What differs between two versions of a package, by file and by line. */
export function CompareScreen({ before, after }: CompareScreenProps) {
  const old = useRead('package.get', { id: before })
  const now = useRead('package.get', { id: after })
  const compared = useRead('package.compare', { before, after })
  const again = () => {
    for (const read of [old, now, compared]) read.again()
  }
  return (
    <Screen>
      <Loaded load={bothLoads(bothLoads(old.load, now.load), compared.load)} onRetry={again} what="the comparison">
        {([[from, to], comparison]) => (
          <>
            <PageHeader
              title={`${to.packageId}: ${from.version} → ${to.version}`}
              crumbs={[
                { label: 'Packages', href: '/packages' },
                { label: to.packageId, href: packageAddress(to.packageId) }
              ]}
              subtitle={<Counts comparison={comparison} />}
            />
            <Differences comparison={comparison} before={before} after={after} />
          </>
        )}
      </Loaded>
    </Screen>
  )
}

function Counts({ comparison: { entries, same } }: { readonly comparison: PackageComparison }) {
  const count = (change: 'added' | 'removed' | 'changed') => entries.filter(entry => entry.change === change).length
  return (
    <span className={classes.counts}>
      {(['added', 'removed', 'changed'] as const).map(change => (
        <span key={change}>
          <Sign change={change} /> {count(change)} {change}
        </span>
      ))}
      <span>{same} unchanged</span>
    </span>
  )
}

function Differences({ comparison, before, after }: CompareScreenProps & { readonly comparison: PackageComparison }) {
  const { entries } = comparison
  const [chosen, setChosen] = useState<string | null>(entries.find(({ change }) => change === 'changed')?.path ?? null)
  if (entries.length === 0) return <p className={classes.note}>Both have the same files.</p>
  return (
    <div className={classes.browser}>
      <div className={classes.side}>
        <FileList label="Files that differ" rows={entries.map(rowOf)} chosen={chosen} onChoose={setChosen} />
      </div>
      <section className={classes.side} aria-label="Lines that differ">
        {chosen === null ? (
          <p className={classes.note}>Choose a file to see its lines.</p>
        ) : (
          <Lines key={chosen} before={before} after={after} path={chosen} />
        )}
      </section>
    </div>
  )
}

const rowOf = ({ path, change, before, after }: PackageComparison['entries'][number]): FileRow => ({
  path,
  sign: <Sign change={change} />,
  end: change === 'changed' ? sizesWords(before ?? 0, after ?? 0) : change
})

/** A file may change without growing or shrinking. */
const sizesWords = (before: number, after: number): string =>
  before === after ? `changed, ${bytesWords(after)}` : `${bytesWords(before)} → ${bytesWords(after)}`

function Lines({ before, after, path }: CompareScreenProps & { readonly path: string }) {
  const { load, again } = useRead('package.compareFile', { before, after, path })
  return (
    <>
      <div className={classes.head}>
        <strong>{path}</strong>
      </div>
      <Loaded load={load} onRetry={again} what="the lines">
        {({ parts, why }) => (parts === null ? <p className={classes.note}>{why}</p> : <PartLines parts={parts} />)}
      </Loaded>
    </>
  )
}
