import { Button, FileButton } from '@mantine/core'
import type { BundleView } from '@shared/bundle-calls'
import type { Deployment } from '@shared/deployment'
import { useEffect, useState } from 'react'
import { FailureAlert } from '../../../components/FailureAlert'
import { plural } from '../../../lib/plural'
import { useDroppedFiles } from '../../../lib/use-dropped-files'
import { useCall } from '../../../stores/use-call'
import { NoticeCard } from './NoticeCard'
import classes from './NoticeCard.module.css'
import { carried, useBundles } from './use-bundles'

/** What was handed over and is not back: where each bundle lies, and the way for its receipt. */
export function BundleCards({ deployment }: { readonly deployment: Deployment }) {
  const { bundles, again } = useBundles(deployment)
  const { run, isBusy, failure } = useCall('receipt.importText')
  const take = async (file: File | null | undefined) => {
    if (!file) return
    await run({ text: await file.text() })
    again()
  }
  const isDragging = useDroppedFiles(([file]) => void take(file))
  if (carried(deployment).size === 0) return null
  const open = bundles.filter(bundle => bundle.runs.some(id => isCarriedBy(deployment, bundle, id)))
  return (
    <>
      {open.map(bundle => (
        <BundleCard key={bundle.id} bundle={bundle} isBusy={isBusy} onFile={take} isDragging={isDragging} />
      ))}
      {failure && <FailureAlert failure={failure} />}
    </>
  )
}

const isCarriedBy = ({ runs }: Deployment, { id: bundle }: BundleView, id: BundleView['runs'][number]): boolean => {
  const run = runs[id]
  return run?.state === 'handed-over' && run.bundle === bundle
}

interface BundleCardProps {
  readonly bundle: BundleView
  readonly isBusy: boolean
  readonly isDragging: boolean
  readonly onFile: (file: File | null) => Promise<void>
}

function BundleCard({ bundle, isBusy, isDragging, onFile }: BundleCardProps) {
  const { targetName, path, words, runs, acknowledgedAt, isThere } = bundle
  const save = useSaving(bundle)
  return (
    <NoticeCard
      label={`Handed over: bundle for ${targetName}`}
      icon="download"
      tone={isDragging ? 'live' : 'still'}
      title={
        <>
          <strong>Handed over: bundle for {targetName}</strong>, with {plural(runs.length, 'action')}.{' '}
          {isDragging
            ? 'Drop the receipt to import it.'
            : acknowledgedAt === null
              ? 'Its receipt is not back yet.'
              : 'Its receipt does not tell of everything yet.'}
        </>
      }
      actions={
        <>
          {isThere && (
            <Button variant="default" loading={save.isBusy} onClick={save.run}>
              Save a copy…
            </Button>
          )}
          <FileButton accept=".json,application/json" onChange={file => void onFile(file)}>
            {button => (
              <Button {...button} loading={isBusy}>
                Import receipt…
              </Button>
            )}
          </FileButton>
        </>
      }
    >
      <p>
        {isThere ? `It is in ${path}.` : `It was in ${path}, and somebody moved it.`} Carry it to {targetName} and start
        there: <code>sh deploy.sh --signer "{words}"</code>
      </p>
      <p className={classes.muted}>Signed by {words}. The receipt can also be dropped anywhere on this window.</p>
      {save.path !== null && <p role="status">Copied to {save.path}.</p>}
      {save.failure && <FailureAlert failure={save.failure} />}
    </NoticeCard>
  )
}

function useSaving({ id }: BundleView) {
  const { run, isBusy, failure } = useCall('bundle.save')
  const [path, setPath] = useState<string | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was said is about that bundle alone
  useEffect(() => setPath(null), [id])
  const save = async () => {
    const saved = await run({ id })
    if (saved.ok) setPath(saved.value?.path ?? null)
  }
  return { run: () => void save(), isBusy, failure, path }
}
