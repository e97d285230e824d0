import { type FileHandle, open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { canonicalJson } from '@shared/canonical-json'
import { type DeploymentEvent, type DeploymentSummary, isOpen } from '@shared/deployment'
import { summarize } from '@shared/deployment-reducer'
import { FailureError } from '@shared/failure-error'
import { deploymentId, type SecretId } from '@shared/ids'
import { listFolder } from '../atomic-file'
import type { Breath } from '../breathe'
import { parseEvent, unknownKindOf } from '../log/event-record'
import { readIndexFile } from '../log/index-file'
import { isBlank, linesFrom } from '../log/load-log'
import { keptEnd } from '../log/log-end'
import { LogMemory } from '../log/log-memory'
import { digestOf, readSeal, sealName } from '../log/seal'
import { isMissing, onDisk } from '../storage-failure'
import { type Findings, fromBackup } from './findings'

/** What the logs refer to outside of themselves. */
interface LogReferences {
  /** Secrets of output variables, with the log that has them. */
  readonly secrets: ReadonlyMap<SecretId, string>
}

interface Summaries {
  get(id: string): DeploymentSummary | undefined
  all(): readonly DeploymentSummary[]
}

/** Reads every event log from its first event to its last and compares it with its sidecar, artifacts and summary. */
export async function checkLogs(
  folder: string,
  summaries: Summaries,
  findings: Findings,
  breath: Breath
): Promise<LogReferences> {
  const secrets = new Map<SecretId, string>()
  const path = join(folder, 'deployments')
  const names = await onDisk('read', path, () => listFolder(path))
  const ids = names.filter(name => deploymentId.safeParse(name).success).sort()
  for (const id of ids) {
    const file = `deployments/${id}/events.ndjson`
    await checkKept(folder, id, findings)
    const memory = await checkLog(folder, file, findings, breath)
    if (memory === null) continue
    findings.counts.logs++
    findings.counts.events += memory.fold.seq
    await checkSeal(folder, id, findings)
    try {
      await checkTold(folder, id, memory, summaries, findings, secrets)
    } catch (error) {
      // Events are taken as they were written, so a changed one can lack what everything relies on.
      if (error instanceof FailureError) throw error
      const why = error instanceof Error ? error.message : String(error)
      findings.fault(file, null, `What it tells cannot be: ${why}.`, fromBackup)
    }
  }
  const known = new Set(ids)
  for (const { id } of summaries.all())
    if (!known.has(id))
      findings.fault(`deployments/${id}/events.ndjson`, null, 'The log of a deployment is missing.', fromBackup)
  return { secrets }
}

/** Compares what a log tells with what lies beside it. @throws when it tells nonsense. */
async function checkTold(
  folder: string,
  id: string,
  memory: LogMemory,
  summaries: Summaries,
  findings: Findings,
  secrets: Map<SecretId, string>
): Promise<void> {
  const file = `deployments/${id}/events.ndjson`
  const state = memory.fold.state()
  if (state === null) {
    if (summaries.get(id)) findings.fault(file, null, 'It holds no event, although there is a summary.', fromBackup)
    return
  }
  if (state.id !== id) findings.fault(file, null, `It is the log of ${state.id}.`, fromBackup)
  const runs = Object.values(state.runs)
  for (const artifact of runs.flatMap(run => run.artifacts)) await checkArtifact(folder, id, artifact, findings)
  for (const item of [...runs.flatMap(run => run.outputs), ...(state.plan.answers ?? [])])
    if ('secret' in item) secrets.set(item.secret, file)
  await checkIndex(folder, id, memory, findings)
  const summary = summaries.get(id)
  // A summary may be behind while the deployment is open; once it says how it ended, it has to say what the log says.
  if (summary && !isOpen(summary) && canonicalJson(summary) !== canonicalJson(summarize(state)))
    findings.fault(file, null, 'Its summary in the lists does not say what it says.', fromBackup)
}

/** Folds a log; null when that is not possible to its end. */
async function checkLog(folder: string, file: string, findings: Findings, breath: Breath): Promise<LogMemory | null> {
  const path = join(folder, file)
  return onDisk('read', path, async () => {
    const handle = await openOrMissing(path)
    if (handle === null) {
      findings.warn(file, null, 'A deployment’s folder has no log.', 'Nothing: it goes when the workspace is opened.')
      return null
    }
    try {
      const memory = new LogMemory()
      const isSound = await foldLog(handle, file, memory, findings, breath)
      return isSound ? memory : null
    } finally {
      await handle.close()
    }
  })
}

async function foldLog(
  handle: FileHandle,
  file: string,
  memory: LogMemory,
  findings: Findings,
  breath: Breath
): Promise<boolean> {
  let bad: { readonly at: number; isTorn: boolean } | null = null
  for await (const { line, start, length } of linesFrom(handle, 0)) {
    await breath.take()
    const event = parseEvent(line)
    const unknown = event === null ? unknownKindOf(line) : null
    if (event === null && unknown === null) {
      bad ??= { at: start, isTorn: true }
      bad.isTorn &&= isBlank(line)
      continue
    }
    const fault = bad === null ? faultOf(memory, event, unknown, length) : null
    if (bad !== null)
      findings.fault(file, `byte ${bad.at}`, 'It is not readable there, and goes on behind it.', fromBackup)
    else if (fault !== null) findings.fault(file, `byte ${start}`, ...fault)
    if (bad !== null || fault !== null) return false
  }
  if (bad?.isTorn === true)
    findings.warn(
      file,
      `byte ${bad.at}`,
      'Its end is torn, as a crash leaves it.',
      'Nothing: opening it cuts that off.'
    )
  else if (bad !== null) findings.fault(file, `byte ${bad.at}`, 'It cannot be read from there to its end.', lookAtIt)
  return true
}

const lookAtIt = 'Look at the deployment: its log then goes without these lines, which are kept in a file beside it.'

/** What is wrong with an event and what to do; null after it was added. */
function faultOf(
  memory: LogMemory,
  event: DeploymentEvent | null,
  unknown: string | null,
  length: number
): readonly [what: string, remedy: string] | null {
  if (event === null)
    return [`It tells there of “${unknown}”, which this version of Slipway does not know.`, withNewerVersion]
  const why = addTo(memory, event, length)
  return why === null ? null : [`What it tells there cannot be: ${why}.`, fromBackup]
}

const withNewerVersion = `Open the workspace with the version that wrote it. ${fromBackup}`

function addTo(memory: LogMemory, event: DeploymentEvent, length: number): string | null {
  try {
    memory.add(event, length)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

async function checkArtifact(
  folder: string,
  id: string,
  artifact: { readonly id: string; readonly name: string; readonly size: number },
  findings: Findings
): Promise<void> {
  const file = `deployments/${id}/artifacts/${artifact.id}`
  findings.counts.artifacts++
  findings.counts.references++
  const found = await stat(join(folder, file)).catch(() => null)
  if (found === null) findings.fault(file, null, `The artifact “${artifact.name}” is missing.`, fromBackup)
  else if (found.size !== artifact.size)
    findings.fault(
      file,
      null,
      `The artifact “${artifact.name}” has ${found.size} bytes; its log says ${artifact.size}.`,
      fromBackup
    )
}

/** The sidecar must not lead astray; that it is short, torn or missing costs time and nothing else. */
async function checkIndex(folder: string, id: string, { index, end }: LogMemory, findings: Findings): Promise<void> {
  const file = `deployments/${id}/lines.idx`
  const content = await readIndexFile(join(folder, file), end)
  for (const [i, entry] of (content?.entries ?? []).entries()) {
    if (i < index.count && canonicalJson(entry) === canonicalJson(index.entry(i))) continue
    const remedy = 'Delete this file: it is made anew from the log.'
    findings.fault(file, `entry ${i + 1}`, 'It does not point to where the log has the line.', remedy)
    return
  }
}

/** What opening a log found unreadable at its end, and moved to a file of its own. */
async function checkKept(folder: string, id: string, findings: Findings): Promise<void> {
  const own = join(folder, 'deployments', id)
  const names = await onDisk('read', own, () => listFolder(own))
  for (const name of names.filter(item => item.includes(keptEnd)).sort())
    findings.warn(`deployments/${id}/${name}`, null, 'It is what could not be read at the end of the log.', isKept)
}

const isKept = 'Delete it when you no longer want it: backups leave it out.'

/**
 * A log that is over is what it was then, and one that went on after that begins with it. One without a seal was not
 * closed since, or is of an earlier version.
 */
async function checkSeal(folder: string, id: string, findings: Findings): Promise<void> {
  const own = `deployments/${id}`
  const seal = await readSeal(join(folder, own))
  if (seal === null) return
  if (seal === 'unreadable') {
    const remedy = 'Delete this file: it is made anew, and vouches for the log from then on.'
    findings.fault(`${own}/${sealName}`, null, 'The seal of a log cannot be read.', remedy)
    return
  }
  const sealed = [
    ['events.ndjson', seal.events, seal.events.size] as const,
    ...Object.entries(seal.artifacts).map(([artifact, digest]) => [`artifacts/${artifact}`, digest, undefined] as const)
  ]
  for (const [name, digest, most] of sealed) {
    const found = await digestOf(join(folder, own, name), most).catch(() => null)
    if (found === null || found.sha256 === digest.sha256) continue
    const what = `It was changed after the deployment was over: its SHA-256 is ${found.sha256}, not ${digest.sha256}.`
    findings.fault(`${own}/${name}`, null, what, fromBackup)
  }
}

async function openOrMissing(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r')
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}
