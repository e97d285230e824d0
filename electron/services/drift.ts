import type { AuditDraft } from '@shared/audit'
import type { Deployment } from '@shared/deployment'
import { summarize } from '@shared/deployment-reducer'
import { phraseOf } from '@shared/deployment-title'
import type { DriftPlace, DriftReport } from '@shared/drift-calls'
import { type Failure, notFound } from '@shared/failure'
import type { DeploymentId, RunId } from '@shared/ids'
import type { Part } from '@shared/packages/difference'
import { filesOf } from '@shared/packages/manifest'
import type { Plan, PlannedPackage, PlannedRun, Stage } from '@shared/plan/plan'
import { typeOf } from '@shared/plan/plan'
import { countOf } from '@shared/plan/words'
import { fail, ok, type Result } from '@shared/result'
import {
  driftOf,
  fileCommand,
  type InstalledFiles,
  installedCommand,
  journalSet,
  parseFile,
  parseInstalled,
  settleCommand
} from '../engine/package-install/installed-files'
import type { PackagesPort } from '../engine/ports'
import { refsOf } from './audit-deployments'
import type { ServiceContext } from './context'
import { redactorFor } from './deployment-redactor'
import { differenceOf } from './line-difference'
import { inParallel } from './parallel'
import { createPlaceCommands, type PlacePorts } from './place-commands'

/** How many places are looked at side by side. */
const atOnce = 10
/** Hashing a large installation takes its time; in milliseconds. */
const limitMs = 5 * 60_000
/** What a place may print: some 200,000 files. */
const mostBytes = 64_000_000
/** Files beyond this are not shown, in bytes. */
const shownLimit = 1024 * 1024

/** One run of a deployment that installed a package. */
interface Installing {
  readonly stage: Stage
  readonly run: PlannedRun
  readonly chosen: PlannedPackage
  readonly place: string
}

type Found = Extract<InstalledFiles, { kind: 'found' }>

/** Files that were changed on targets after they were installed: found, shown, kept or put back. */
export function createDrift(
  context: Pick<ServiceContext, 'store' | 'now'>,
  deployments: { readonly get: (id: DeploymentId) => Promise<Result<Deployment>> },
  packages: PackagesPort,
  ports: PlacePorts & { readonly random: (bytes: number) => Uint8Array }
) {
  const { store, now } = context
  const runAt = createPlaceCommands(context, ports)
  const token = () => Buffer.from(ports.random(16)).toString('hex')

  const look = async (plan: Plan, { stage, run }: Installing): Promise<Result<InstalledFiles>> => {
    const mark = token()
    const printed = await runAt(placeOf(stage, run), installedCommand(setOf(plan, stage, run), mark), {
      limitMs,
      mostBytes
    })
    return printed.ok ? ok(parseInstalled(printed.value.toString('utf8'), mark)) : printed
  }

  /** What is there of one run, where it still is what the deployment installed. */
  const foundAt = async (id: DeploymentId, runId: RunId) => {
    const deployment = await deployments.get(id)
    if (!deployment.ok) return deployment
    const installing = installingOf(deployment.value.plan).find(({ run }) => run.id === runId)
    if (installing === undefined) return fail(notFound('installation', runId))
    const files = await look(deployment.value.plan, installing)
    if (!files.ok) return files
    if (files.value.kind !== 'found' || files.value.sha256 !== installing.chosen.sha256)
      return fail(notThere(verdictOf(installing, files.value).words))
    return ok({ deployment: deployment.value, installing, files: files.value })
  }

  /** A file of the package as it came; null where the package has none of that name. */
  const packagedFile = async ({ chosen }: Installing, path: string) => {
    const opened = await packages.open(chosen.sha256)
    if (!opened.ok) return opened
    const entry = filesOf(opened.value.manifest).find(item => item.path === path)
    if (entry === undefined) return ok(null)
    const bytes = await opened.value.read(path)
    return bytes.ok ? ok({ entry, bytes: bytes.value }) : bytes
  }

  const restored = async (installing: Installing, { recorded }: Found, path: string) => {
    const file = await packagedFile(installing, path)
    if (!file.ok) return file
    if (file.value === null) return fail(notOfPackage(path))
    // What was configured cannot be made again from the package alone.
    if (recorded.get(path) !== file.value.entry.sha256) return fail(wasConfigured(path))
    return ok({ bytes: file.value.bytes, isExecutable: file.value.entry.isExecutable })
  }

  return {
    check: async (id: DeploymentId): Promise<Result<DriftReport>> => {
      const deployment = await deployments.get(id)
      if (!deployment.ok) return deployment
      const all = installingOf(deployment.value.plan).filter(
        ({ run }) => deployment.value.runs[run.id]?.state === 'succeeded'
      )
      const places = new Map<RunId, DriftPlace>()
      await inParallel(all, atOnce, new AbortController().signal, async installing => {
        const files = await look(deployment.value.plan, installing)
        places.set(
          installing.run.id,
          files.ok ? verdictOf(installing, files.value) : unreached(installing, files.failure)
        )
      })
      return ok({ at: now(), places: all.flatMap(({ run }) => places.get(run.id) ?? []) })
    },

    file: async (
      id: DeploymentId,
      run: RunId,
      path: string
    ): Promise<Result<{ readonly parts: readonly Part[] | null; readonly why: string | null }>> => {
      const found = await foundAt(id, run)
      if (!found.ok) return found
      const { deployment, installing, files } = found.value
      const packaged = await packagedFile(installing, path)
      if (!packaged.ok) return packaged
      const mark = token()
      const command = fileCommand(files.folder, path, mark, shownLimit + 1)
      const printed = files.present.has(path)
        ? await runAt(placeOf(installing.stage, installing.run), command, { limitMs, mostBytes })
        : ok(Buffer.from(`slipway-file ${mark}\n`))
      if (!printed.ok) return printed
      const before = textOf(packaged.value?.bytes ?? new Uint8Array())
      const after = textOf(parseFile(printed.value, mark) ?? new Uint8Array())
      if (before === null || after === null) return ok({ parts: null, why: 'It is no text, or larger than 1 MB.' })
      const redactor = await redactorFor({ store }, deployment, { runs: [run], texts: [before] })
      if (!redactor.ok) return redactor
      // What was configured may hold secrets, which nobody is shown.
      const shownBefore = redactor.value.text(before)
      const shownAfter = redactor.value.text(after)
      if (before !== after && shownBefore === shownAfter)
        return ok({ parts: null, why: 'The two differ only in secrets, which are not shown.' })
      const parts = await differenceOf(shownBefore, shownAfter)
      return ok({ parts, why: parts ? null : 'The two differ in too many places to show them line by line.' })
    },

    settle: async (id: DeploymentId, run: RunId, path: string, how: 'keep' | 'restore'): Promise<Result<null>> => {
      const found = await foundAt(id, run)
      if (!found.ok) return found
      const { deployment, installing, files } = found.value
      const content = how === 'keep' ? ok(null) : await restored(installing, files, path)
      if (!content.ok) return content
      const { stage, run: planned } = installing
      const set = setOf(deployment.plan, stage, planned)
      const { number, folder } = files
      const command = settleCommand({ set, number, folder, path, content: content.value })
      const done = await runAt(placeOf(stage, planned), command, { limitMs, mostBytes })
      if (!done.ok) return done
      await store.commit([], [settledDraft(deployment, installing, path, how)])
      return ok(null)
    }
  }
}

const setOf = ({ project, environment, tenant }: Plan, { actionId }: Stage, { targetId }: PlannedRun): string =>
  journalSet({ projectId: project.id, environmentId: environment.id, tenantId: tenant?.id, actionId, targetId })

const placeOf = (stage: Stage, { on, targetId }: PlannedRun) => ({ on, target: targetId, user: stage.runAs ?? null })

/** Runs that installed something on a machine that is reached from here. */
function installingOf(plan: Plan): readonly Installing[] {
  const reached = new Map(plan.targets.filter(item => item.kind !== 'offline').map(item => [item.id, item.name]))
  return plan.stages.flatMap(stage => {
    const chosen = stage.packages?.find(item => item.actionId === stage.actionId && item.reference === '')
    if (typeOf(stage) !== 'deploy-package' || chosen === undefined) return []
    return stage.runs.flatMap(run => {
      const place = run.targetId === null ? undefined : reached.get(run.targetId)
      return place === undefined ? [] : [{ stage, run, chosen, place }]
    })
  })
}

type Verdict = Omit<DriftPlace, 'run' | 'step' | 'place' | 'packageId' | 'version'>

const placeFacts = ({ stage, run, chosen, place }: Installing) => ({
  run: run.id,
  step: stage.name,
  place,
  packageId: chosen.packageId,
  version: chosen.version
})

const nothingSeen = { folder: null, files: 0, changed: [], missing: [], extra: [] } as const

const unreached = (installing: Installing, { message }: Failure): DriftPlace => ({
  ...placeFacts(installing),
  ...nothingSeen,
  state: 'unreachable',
  words: `Nobody could look there. ${message}`
})

const verdictOf = (installing: Installing, files: InstalledFiles): DriftPlace => ({
  ...placeFacts(installing),
  ...judged(installing, files)
})

function judged({ chosen, place }: Installing, files: InstalledFiles): Verdict {
  if (files.kind === 'silent') return { ...nothingSeen, state: 'unreachable', words: `${place} did not answer.` }
  if (files.kind === 'nothing')
    return { ...nothingSeen, state: 'nothing', words: `The journal of ${place} knows of no installation.` }
  const at = { ...nothingSeen, folder: files.folder }
  if (files.sha256 !== chosen.sha256)
    return { ...at, state: 'replaced', words: `${files.version} was installed there since.` }
  if (files.kind === 'gone') return { ...at, state: 'gone', words: `The folder ${files.folder} is not there any more.` }
  if (files.kind === 'unhashed')
    return { ...at, state: 'unhashed', words: `${place} has no hashes of it, because it has no sha256sum.` }
  const drift = driftOf(files)
  const counts = [
    [drift.changed, 'changed'],
    [drift.missing, 'missing'],
    [drift.extra, 'extra']
  ] as const
  const words = counts.flatMap(([list, word]) => (list.length === 0 ? [] : [`${countOf(list.length, 'file')} ${word}`]))
  return {
    ...drift,
    folder: files.folder,
    files: files.recorded.size,
    state: words.length === 0 ? 'same' : 'drifted',
    words: words.length === 0 ? `All ${countOf(files.recorded.size, 'file')} are as they were.` : `${words.join(', ')}.`
  }
}

/** Null where it is no text, or too long. */
function textOf(bytes: Uint8Array): string | null {
  if (bytes.length > shownLimit || bytes.includes(0)) return null
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

const settledDraft = (
  deployment: Deployment,
  { place }: Installing,
  path: string,
  how: 'keep' | 'restore'
): AuditDraft => {
  const summary = summarize(deployment)
  const what = how === 'keep' ? `Kept ${path} as it is on ${place}` : `Put ${path} back on ${place}`
  return { verb: 'changed', ...refsOf(summary), summary: `${what}, after the ${phraseOf(summary)}.` }
}

const notThere = (words: string): Failure => ({
  kind: 'conflict',
  message: words,
  remedy: 'Check the files again; the deployment is not what is there any more.'
})

const notOfPackage = (path: string): Failure => ({
  kind: 'conflict',
  message: `The package has no file ${path}, so there is nothing to put back.`,
  remedy: 'Keep it as it is, or remove it there by hand.'
})

const wasConfigured = (path: string): Failure => ({
  kind: 'conflict',
  message: `${path} was configured when it was installed, so the package alone does not have it.`,
  remedy: 'Deploy again; the file is then configured anew.'
})
