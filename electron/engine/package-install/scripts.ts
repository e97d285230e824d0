import type { PackageStage } from '@shared/model/package-action'
import { stageNames } from '@shared/rendered-package'
import lookScript from '../../../resources/packages/look.sh?raw'
import { performScriptIn, type ReadyScript } from '../actions/run-script'
import { wantsAny } from '../configuration/switches'
import { quoteShell } from '../quote'
import { parseAnswer } from './journal'
import { type PackagedStage, packagedScripts, scriptOfFile } from './packaged-scripts'
import { parameters, runTask, textTask } from './task'
import { type Halt, haltOf, isOn, namesNow, skipsRest, type Work } from './work'

/** Runs the script that the step has for a moment, if it has one. */
export async function configuredScript(work: Work, stage: PackageStage): Promise<Halt | null> {
  const script = work.action.scripts?.[stage]
  if (script === undefined) return null
  await say(work, `${stageNames[stage]}: the script of the step`)
  return run(work, script.syntax, namesNow(work).render(script.body))
}

/** Runs the script that the package brought for a moment, if it brought one; it is removed with whatever is done next. */
export async function packagedScript(work: Work, stage: PackagedStage): Promise<Halt | null> {
  if (!runsPackagedScripts(work)) return null
  const halt = await look(work)
  if (halt !== null) return halt
  const { context, due } = work.entered
  const { files, chosen, words } = packagedScripts(work.seen?.scripts ?? [], stage, due.place.platform)
  if (words !== null) await context.log.say(due.id, chosen === null ? 'warning' : 'verbose', words)
  if (chosen === null) return null
  await say(work, `${stage}: ${chosen.file} of the package`)
  const ended = await run(work, chosen.syntax, scriptOfFile(chosen.file, chosen.syntax))
  if ((ended === null || ended.kind === 'finished') && removesScripts(work))
    work.removals = [...work.removals, ...files]
  return ended
}

const runsPackagedScripts = (work: Work): boolean =>
  work.action.ignoresPackagedScripts !== true && isOn(namesNow(work), 'Octopus.Action.Package.RunScripts', true)

const removesScripts = (work: Work): boolean => isOn(namesNow(work), 'OctopusDeleteScriptsOnCleanup', true)

/** The scripts for a failure that did not come, which go as well. */
export async function needlessScripts(work: Work): Promise<readonly string[]> {
  if (!runsPackagedScripts(work) || !removesScripts(work)) return []
  if ((await look(work)) !== null) return []
  return packagedScripts(work.seen?.scripts ?? [], 'DeployFailed', work.entered.due.place.platform).files
}

async function run(work: Work, syntax: ReadyScript['syntax'], body: string): Promise<Halt | null> {
  const { entered } = work
  work.seen = null
  // The work folder is needed for the scripts to come.
  const due = { ...entered.due, isLast: false }
  const end = await performScriptIn(
    { ...entered, due },
    { syntax, body, variables: namesNow(work).resolved.variables, startsIn: work.folder, leavesTraces: false }
  )
  if (end.kind === 'asks') throw new Error('A script cannot ask')
  if (end.kind !== 'succeeded') return end
  return skipsRest(work) ? { kind: 'finished' } : null
}

/** Looks at what lies in the present folder, where that may have changed; removes the scripts that have run. */
export async function look(work: Work): Promise<Halt | null> {
  if (work.seen !== null && work.removals.length === 0) return null
  const values = parameters({ lists: work.custom === null && wantsAny(work.action) ? 'yes' : 'no' })
  const end = await runTask(work.entered, textTask(entering(work), removing(work.removals), values, lookScript))
  if (end.kind !== 'done') return haltOf(end)
  work.removals = []
  const { scripts, files } = parseAnswer(end.output)
  work.seen = { scripts: scripts.filter(name => work.brought?.includes(name) ?? true), files }
  return null
}

const entering = ({ folder }: Work): string => `cd -- ${quoteShell(folder)} || exit 1`

/** A command that removes files of the present folder. */
export const removing = (files: readonly string[]): string =>
  files.length === 0 ? ':' : `rm -f -- ${files.map(quoteShell).join(' ')}`

const say = ({ entered: { context, due } }: Work, words: string): Promise<void> =>
  context.log.say(due.id, 'info', words)
