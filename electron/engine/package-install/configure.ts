import type { Failure } from '@shared/failure'
import { plainOf } from '@shared/variables/resolve'
import { nameKey } from '@shared/variables/rows'
import type { EnteredPlace } from '../actions/run-script'
import { featureSwitches, type WantedFeatures, wantsAny } from '../configuration/switches'
import type { ResolvedRun } from '../resolve-run'
import { FilesHalted, type PlaceFiles, placeFiles } from './place-files'
import type { TaskEnd } from './task'

/** A folder of a place with files to configure. */
export interface ConfiguredFolder {
  /** Its absolute path. */
  readonly folder: string
  /** All files in it, relative to it; null where that is not known yet. */
  readonly files: readonly string[] | null
}

/**
 * Replaces values in the files of a folder as an action wants it: they are fetched, configured here and put back, so
 * that the place needs nothing but tar. Null when that went well, or nothing was to be done.
 */
export async function configureAt(
  entered: EnteredPlace,
  { folder, files }: ConfiguredFolder,
  wanted: WantedFeatures,
  { resolved, render }: ResolvedRun
): Promise<Exclude<TaskEnd, { kind: 'done' }> | null> {
  if (!wantsAny(wanted)) return null
  const { context, due } = entered
  const tree = placeFiles(entered, folder, files)
  const raw = new Map(resolved.raw().map(({ name, value }) => [nameKey(name), [name, plainOf(value)] as const]))
  for (const [name, value] of Object.entries(featureSwitches(wanted))) raw.set(nameKey(name), [name, value])
  try {
    await prefetch(tree, wanted, render)
    // Its libraries are large, and most deployments have no use for them.
    const { configureFolder } = await import('../configuration')
    const report = await configureFolder(tree, raw.values(), resolved.watch)
    for (const { level, message } of report.messages) await context.log.say(due.id, level, message)
    if (report.failure !== null) return failed(due.stage.name, due.placeName, context.redactor.text(report.failure))
    const count = await tree.putBack()
    await context.log.say(
      due.id,
      'info',
      `${count === 0 ? 'No file' : count === 1 ? '1 file' : `${count} files`} changed by configuration.`
    )
    return null
  } catch (error) {
    if (error instanceof FilesHalted) return error.end
    throw error
  }
}

/** What is named by patterns and rules comes in one go; the rest comes when somebody asks for it. */
async function prefetch(tree: PlaceFiles, wanted: WantedFeatures, render: ResolvedRun['render']): Promise<void> {
  const { linesOf, matchingFiles } = await import('../configuration/targets')
  const files = await tree.list()
  const patterns = [...(wanted.substituteIn ?? []), ...(wanted.structuredIn ?? [])].flatMap(text =>
    linesOf(render(text))
  )
  const named = patterns.flatMap(pattern => matchingFiles(pattern, files, true))
  const dotNet = wanted.dotNetVariables || wanted.transforms ? files.filter(path => /\.config$/i.test(path)) : []
  await tree.prefetch([...new Set([...named, ...dotNet])])
}

const failed = (step: string, place: string, why: string): Exclude<TaskEnd, { kind: 'done' }> => {
  const failure: Failure = {
    kind: 'configuration-failed',
    message: `The files of “${step}” could not be configured on ${place}: ${why}`,
    remedy: 'Correct the file, the variable or the settings of the step that the sentence names, then deploy again.'
  }
  return { kind: 'failed', code: null, said: '', failure }
}
