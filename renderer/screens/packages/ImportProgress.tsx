import { Button } from '@mantine/core'
import type { PackageImportProgress } from '@shared/package-calls'
import { importShare, importTitle, importWords } from '@shared/packages/import-words'
import { Card } from '../../components/Card'
import { usePackageImports } from '../../stores/package-imports'
import classes from './ImportProgress.module.css'

/** What is being imported: how far each file is, how fast that goes, and the way to stop it. */
export function ImportProgress() {
  const underWay = usePackageImports(({ underWay }) => underWay)
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
  const { id, path } = progress
  const isCancelled = usePackageImports(({ cancelled }) => cancelled.includes(id))
  const share = importShare(progress)
  const title = importTitle(progress)
  return (
    <section className={classes.one} aria-label={`Importing ${title}`}>
      <div className={classes.what}>
        <p className={classes.title} title={path}>
          Importing <strong>{title}</strong>
        </p>
        <div
          role="progressbar"
          aria-label={title}
          aria-valuenow={Math.floor(share * 100)}
          aria-valuetext={importWords(progress)}
          className={classes.track}
        >
          <span className={classes.fill} style={{ width: `${share * 100}%` }} />
        </div>
        <p className={classes.words}>{isCancelled ? 'Cancelling…' : importWords(progress)}</p>
      </div>
      <Button
        variant="default"
        onClick={() => void usePackageImports.getState().cancel(id)}
        disabled={isCancelled}
        aria-label={`Cancel importing ${title}`}
      >
        Cancel
      </Button>
    </section>
  )
}
