import { Button } from '@mantine/core'
import { isCarriedBy } from '@shared/bundle/returned'
import type { BundleView } from '@shared/bundle-calls'
import type { Deployment } from '@shared/deployment'
import { useEffect, useState } from 'react'
import { Copyable } from '../../../components/Copyable'
import { FailureAlert } from '../../../components/FailureAlert'
import { FileChooser } from '../../../components/FileChooser'
import { base64OfFile } from '../../../lib/base64'
import { plural } from '../../../lib/plural'
import { useDroppedFiles } from '../../../lib/use-dropped-files'
import { useCall } from '../../../stores/use-call'
import { bundleCommand } from './bundle-command'
import { NoticeCard } from './NoticeCard'
import classes from './NoticeCard.module.css'
import { carried, useBundles } from './use-bundles'

/** What was handed over and is not back: where each bundle lies, and the way for its receipt. */
export function BundleCards({ deployment }: { readonly deployment: Deployment }) {
  const { bundles, again } = useBundles(deployment)
  const { run, isBusy, failure } = useCall('receipt.importFile')
  const take = async (file: File) => {
    await run({ content: await base64OfFile(file) })
    again()
  }
  const isDragging = useDroppedFiles(([file]) => file && void take(file))
  if (carried(deployment).size === 0) return null
  const open = bundles.filter(({ id }) => carried(deployment).has(id))
  return (
    <>
      {open.map(bundle => (
        <BundleCard
          key={bundle.id}
          bundle={bundle}
          isOut={bundle.runs.some(run => isCarriedBy(deployment, run, bundle.id))}
          isBusy={isBusy}
          onFile={take}
          isDragging={isDragging}
        />
      ))}
      {failure && <FailureAlert failure={failure} />}
    </>
  )
}

interface BundleCardProps {
  readonly bundle: BundleView
  /** Nobody knows of something of it how it ended; otherwise all is known, and not all went well. */
  readonly isOut: boolean
  readonly isBusy: boolean
  readonly isDragging: boolean
  readonly onFile: (file: File) => Promise<void>
}

function BundleCard({ bundle, isOut, isBusy, isDragging, onFile }: BundleCardProps) {
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
          {isDragging ? 'Drop the receipt to import it.' : stateWords(isOut, acknowledgedAt !== null)}
        </>
      }
      actions={
        <>
          {isThere && (
            <Button variant="default" loading={save.isBusy} onClick={save.run}>
              Save a copy…
            </Button>
          )}
          <FileChooser accept=".json,application/json" onFiles={([file]) => void onFile(file)}>
            {button => (
              <Button {...button} loading={isBusy}>
                Import receipt…
              </Button>
            )}
          </FileChooser>
        </>
      }
    >
      {!isOut && (
        <p>
          Mend what failed there and start it again: a newer receipt tells of the further attempt. Or continue here, and
          what failed goes into another bundle.
        </p>
      )}
      <dl className={classes.facts}>
        <dt>{isThere ? 'It is in' : 'It was in'}</dt>
        <dd>
          <Copyable text={path} label="Path of the bundle" what="the path" />
          {!isThere && ' Somebody moved it.'}
        </dd>
        <dt>To be run on {targetName}</dt>
        <dd>
          <Copyable text={bundleCommand(bundle)} label="Commands" what="the commands" />
        </dd>
        <dt>Signed by</dt>
        <dd>
          <Copyable text={words} label="Words of the key" what="the words" />
        </dd>
      </dl>
      <p className={classes.muted}>The receipt can also be dropped anywhere on this window.</p>
      {save.path !== null && <p role="status">Copied to {save.path}.</p>}
      {save.failure && <FailureAlert failure={save.failure} />}
    </NoticeCard>
  )
}

function stateWords(isOut: boolean, isAcknowledged: boolean): string {
  if (!isOut) return 'Its receipt tells that not everything succeeded.'
  return isAcknowledged ? 'Its receipt does not tell of everything yet.' : 'Its receipt is not back yet.'
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
