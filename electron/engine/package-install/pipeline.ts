import type { AttemptEnd } from '../actions/action'
import { configureAt } from './configure'
import { copyToCustom } from './custom-folder'
import { finish } from './finish'
import { checkNginx, setUpNginx } from './nginx'
import { configuredScript, look, needlessScripts, packagedScript } from './scripts'
import { type Halt, haltOf, namesNow, type Work } from './work'

type Part = (work: Work) => Promise<Halt | null>

/**
 * What happens with a package once it is unpacked, in this order. The step's own script comes before the package's at
 * PreDeploy and after it later; files are configured between PreDeploy and the copy to a folder of the person's own.
 */
const parts: readonly Part[] = [
  checkNginx,
  work => configuredScript(work, 'preDeploy'),
  work => packagedScript(work, 'PreDeploy'),
  configure,
  copyToCustom,
  work => packagedScript(work, 'Deploy'),
  work => configuredScript(work, 'deploy'),
  setUpNginx,
  work => packagedScript(work, 'PostDeploy'),
  work => configuredScript(work, 'postDeploy')
]

async function configure(work: Work): Promise<Halt | null> {
  const halt = await look(work)
  if (halt !== null) return halt
  const end = await configureAt(
    work.entered,
    { folder: work.folder, files: work.seen?.files ?? null },
    work.action,
    namesNow(work)
  )
  return end === null ? null : haltOf(end)
}

/** Takes an unpacked package through all that is to be done with it, and writes down how that went. */
export async function runPipeline(work: Work): Promise<AttemptEnd> {
  const halt = await firstHalt(work)
  if (halt?.kind === 'stopped') return halt
  if (halt?.kind === 'failed') return rollBack(work, halt)
  const lastFiles = halt === null ? await needlessScripts(work) : []
  const unwritten = await finish(work, 'succeeded', lastFiles)
  return unwritten === null || unwritten.kind === 'finished' ? { kind: 'succeeded' } : unwritten
}

async function firstHalt(work: Work): Promise<Halt | null> {
  for (const part of parts) {
    const halt = await part(work)
    if (halt !== null) return halt
  }
  return null
}

/** Lets the package's script for failures run. Whatever becomes of that, the failure stays what it was. */
async function rollBack(work: Work, halt: Extract<Halt, { kind: 'failed' }>): Promise<AttemptEnd> {
  const { context, due, signal } = work.entered
  // Nobody is left there to run anything; the journal has it as begun, which counts as failed.
  if (halt.end?.kind === 'lost' || halt.failure.kind === 'connection-lost') return halt
  const message = context.redactor.text(halt.failure.message)
  await context.log.say(due.id, 'error', `${message} Running rollback.`)
  work.facts = { ...work.facts, OctopusLastErrorMessage: message, OctopusLastError: message }
  work.removals = []
  const failed = await packagedScript(work, 'DeployFailed')
  if (failed?.kind === 'failed')
    await context.log.say(due.id, 'error', `The rollback failed as well: ${failed.failure.message}`)
  if (!signal.aborted) {
    const unwritten = await finish(work, 'failed', [])
    if (unwritten?.kind === 'failed') await context.log.say(due.id, 'error', unwritten.failure.message)
  }
  return halt
}
