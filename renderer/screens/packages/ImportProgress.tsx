import { Button } from '@mantine/core'
import type { FeedId } from '@shared/ids'
import type { PackageImportProgress } from '@shared/package-calls'
import { importShare, importTitle, importWords } from '@shared/packages/import-words'
import { useEffect } from 'react'
import { Card } from '../../components/Card'
import { usePackageImports } from '../../stores/package-imports'
import classes from './ImportProgress.module.css'

interface ImportProgressProps {
  /** Only what comes from this feed; absent: everything. */
  readonly feedId?: FeedId
}

/** What is being imported or fetched: how far each file is, how fast that goes, and the way to stop it. */
export function ImportProgress({ feedId }: ImportProgressProps) {
  const all = usePackageImports(({ underWay }) => underWay)
  const { look } = usePackageImports.getState()
  useEffect(() => void look(), [look])
  const underWay = feedId === undefined ? all : all.filter(({ feed }) => feed?.id === feedId)
  if (underWay.length === 0) return null
  return (
    <div className={classes.all}>
      {underWay.map(progress => (
        <Card key={progress.id}>
          <OneImport progress={progress} />
        </Card>
      ))}
    </div>
  )
}

function OneImport({ progress }: { readonly progress: PackageImportProgress }) {
  const { id, path, feed } = progress
  const isCancelled = usePackageImports(({ cancelled }) => cancelled.includes(id))
  const share = importShare(progress)
  const title = importTitle(progress)
  const verb = feed === null ? 'Importing' : 'Fetching'
  const percent = share === null ? {} : { 'aria-valuenow': Math.floor(share * 100) }
  return (
    <section className={classes.one} aria-label={`${verb} ${title}`}>
      <div className={classes.what}>
        <p className={classes.title} title={path}>
          {verb} <strong>{title}</strong>
        </p>
        <div
          role="progressbar"
          aria-label={title}
          {...percent}
          aria-valuetext={importWords(progress)}
          className={classes.track}
        >
          <span className={classes.fill} style={{ width: `${(share ?? 0) * 100}%` }} />
        </div>
        <p className={classes.words}>{isCancelled ? 'Cancelling…' : importWords(progress)}</p>
      </div>
      <Button
        variant="default"
        onClick={() => void usePackageImports.getState().cancel(id)}
        disabled={isCancelled}
        aria-label={`Cancel ${verb.toLowerCase()} ${title}`}
      >
        Cancel
      </Button>
    </section>
  )
}
