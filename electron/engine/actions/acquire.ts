import { isRunOver } from '@shared/deployment'
import type { Failure } from '@shared/failure'
import { bytesOf, filesOf } from '@shared/packages/manifest'
import type { PlannedRun } from '@shared/plan/plan'
import { type NeededPackage, packagePlace, packagesAt } from '@shared/plan/plan-packages'
import { bytesWords, countOf, durationOf } from '@shared/plan/words'
import { ok, type Result } from '@shared/result'
import type { Context, StagedRun } from '../context'
import { packageFile, packageTree } from '../package-paths'
import { keepUp } from '../package-upkeep'
import type { OpenedPackage, Shipment, Shipped } from '../ports'
import { createTransferProgress, type TransferProgress } from '../transfer-progress'
import type { AttemptEnd } from './action'
import { type EnteredPlace, enterPlace } from './run-script'

/** What acquiring needs of an attempt; it belongs to no action of the process. */
interface Acquiring {
  readonly context: Context
  readonly staged: StagedRun
  readonly signal: AbortSignal
}

/**
 * Brings every package to a place that something is still to do with there, each as it is needed: unpacked, as the file
 * that it is, or both. What lies there already is not sent again.
 */
export async function performAcquire(attempt: Acquiring): Promise<AttemptEnd> {
  const { context, staged, signal } = attempt
  const needed = stillNeeded(context, staged)
  if (needed.length === 0) {
    void context.log.say(staged.id, 'info', `Nothing that is still to run on ${staged.placeName} uses a package.`)
    return { kind: 'succeeded' }
  }
  const opened: Bringing[] = []
  for (const item of needed) {
    const found = await context.ports.packages.open(item.sha256)
    if (!found.ok) return failed(found.failure)
    opened.push(...bringings(item, found.value))
  }
  const entered = await enterPlace(attempt)
  if ('kind' in entered) return entered
  const progress = createTransferProgress(
    opened.map(({ bytes }) => bytes),
    { now: context.ports.now, record: told => context.record({ kind: 'run-progress', run: staged.id, ...told }) }
  )
  for (const [index, item] of opened.entries()) {
    const brought = await bring(entered, item, progress.of(index, item.title))
    if (signal.aborted) return { kind: 'stopped' }
    if (!brought.ok) return failed(notBrought(item, staged, brought.failure))
  }
  await progress.settle()
  await keepUp(
    entered,
    opened.map(({ sha256 }) => sha256)
  )
  return signal.aborted ? { kind: 'stopped' } : { kind: 'succeeded' }
}

const failed = (failure: Failure): AttemptEnd => ({ kind: 'failed', end: null, failure })

/** What others at the place still need: what they have done, or will not do any more, needs nothing. */
function stillNeeded({ request, ports }: Context, { run }: StagedRun): readonly NeededPackage[] {
  const { runs } = ports.state()
  const place = packagePlace(run)
  const isLeft = (planned: PlannedRun): boolean => {
    const state = runs[planned.id]
    return packagePlace(planned) === place && state !== undefined && !isRunOver(state)
  }
  const using = request.plan.stages.filter(stage => stage.packages !== undefined)
  const stages = using.map(stage => ({ ...stage, runs: stage.runs.filter(isLeft) }))
  return packagesAt(stages, place)
}

/** One form of a package on its way. */
interface Bringing extends Pick<NeededPackage, 'packageId' | 'version' | 'sha256' | 'fileName'> {
  readonly title: string
  readonly form: 'file' | 'tree'
  readonly opened: OpenedPackage
  /** At most so many are to be sent. */
  readonly bytes: number
}

function bringings(item: NeededPackage, opened: OpenedPackage): readonly Bringing[] {
  const title = `${item.packageId} ${item.version}`
  return [
    ...(item.asFile ? [{ ...item, title, form: 'file' as const, opened, bytes: opened.bytes }] : []),
    ...(item.asTree ? [{ ...item, title, form: 'tree' as const, opened, bytes: bytesOf(opened.manifest) }] : [])
  ]
}

async function bring(
  { context, connection, due, signal }: EnteredPlace,
  item: Bringing,
  progress: TransferProgress
): Promise<Result<null>> {
  const startedAt = context.ports.now()
  const shipment = await shipmentOf(item, signal)
  if (!shipment.ok) return shipment
  const shipped = await connection.send(shipment.value, progress.tell, signal)
  if (signal.aborted) return ok(null)
  if (!shipped.ok) {
    if (shipped.failure.kind === 'connection-lost') context.connections.lose(due.place, connection)
    return shipped
  }
  progress.done()
  void context.log.say(due.id, 'info', shippedWords(item, shipped.value, context.ports.now() - startedAt))
  return ok(null)
}

async function shipmentOf(
  { sha256, fileName, form, opened }: Bringing,
  signal: AbortSignal
): Promise<Result<Shipment>> {
  if (form === 'file')
    return ok({
      kind: 'file',
      key: sha256,
      from: opened.file,
      bytes: opened.bytes,
      to: packageFile(sha256, fileName)
    })
  const folder = await opened.folder(signal)
  if (!folder.ok) return folder
  return ok({
    kind: 'tree',
    key: sha256,
    from: folder.value,
    manifest: opened.manifest,
    to: packageTree(sha256),
    basedOn: []
  })
}

/** `Shop.Web 1.4.2: already there.`, `…: 3 of 812 files changed, 96 kB sent in 0.4 s.` */
function shippedWords({ title, form, opened }: Bringing, { how, sent, changed }: Shipped, took: number): string {
  if (how === 'there') return `${title}: already there.`
  const speed = `${bytesWords(sent)} in ${durationOf(took)}`
  const all = filesOf(opened.manifest).length
  switch (how) {
    case 'changes':
      return changed === undefined
        ? `${title}: only what changed, ${speed}.`
        : `${title}: ${changed} of ${countOf(all, 'file')} changed, ${speed}.`
    case 'resumed':
      return `${title}: what an earlier try had not brought, ${speed}.`
    case 'sftp':
      return `${title}: ${speed}, by SFTP.`
    case 'system-ssh':
      return `${title}: ${speed}, by ssh of this machine.`
    case 'stream':
      return form === 'tree' ? `${title}: ${countOf(all, 'file')}, ${speed}.` : `${title}: ${speed}.`
  }
}

const notBrought = ({ title }: Bringing, { placeName }: StagedRun, failure: Failure): Failure => ({
  ...failure,
  message: failure.message.includes(title)
    ? failure.message
    : `${title} could not be brought to ${placeName}. ${failure.message}`
})
