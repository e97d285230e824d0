import type { ActionOf } from '@shared/model/action'
import type { PlannedPackage } from '@shared/plan/plan'
import { install } from '../package-install/install'
import { type Installation, previousFacts } from '../package-install/journal'
import { runPipeline } from '../package-install/pipeline'
import { unstageTree } from '../package-install/stage-tree'
import { passOn, type Work } from '../package-install/work'
import { layOutPackages, layoutFacts } from '../package-layout'
import { sayPrinted } from '../run-variables'
import type { AttemptEnd, Perform } from './action'
import { type EnteredPlace, enterPlace } from './run-script'

/** Installs a package where it is to run: unpacks it to a folder of its own, and takes it through its scripts. */
export const performDeployPackage: Perform<'deploy-package'> = async attempt => {
  const { context, staged, action, resolved } = attempt
  const chosen = staged.stage.packages?.find(item => item.actionId === action.id && item.reference === '')
  if (chosen === undefined) throw new Error(`The plan has no package for “${staged.stage.name}”`)
  const entered = await enterPlace(attempt)
  if ('kind' in entered) return entered
  await sayPrinted(context, staged, resolved)
  // The others lie in the work folder, where variables say that they are.
  const others = await layOutPackages(entered, staged.stage.packages?.filter(item => item !== chosen) ?? [])
  if (others.kind === 'stopped') return others
  if (others.kind === 'failed') return { kind: 'failed', end: null, failure: others.failure }
  const installed = await install(entered, action, chosen, attempt)
  await unstageTree(entered)
  switch (installed.kind) {
    case 'already':
      return publishAgain(entered, chosen, installed.installation)
    case 'installed':
      return begin(entered, action, installed, layoutFacts(others.packages))
    case 'finished':
      return { kind: 'succeeded' }
    default:
      return installed
  }
}

/** Later steps find it where it was installed before; nothing runs. */
async function publishAgain(
  entered: EnteredPlace,
  { packageId, version }: PlannedPackage,
  { path, custom }: Installation
): Promise<AttemptEnd> {
  const { context, due } = entered
  await context.log.say(
    due.id,
    'highlight',
    `${packageId} ${version} is installed already, in ${custom ?? path}; nothing is done.`
  )
  await passOn({ entered }, { 'Package.InstallationDirectoryPath': custom ?? path })
  return { kind: 'succeeded' }
}

type Installed = Extract<Awaited<ReturnType<typeof install>>, { kind: 'installed' }>

async function begin(
  entered: EnteredPlace,
  action: ActionOf<'deploy-package'>,
  installed: Installed,
  beside: Readonly<Record<string, string>>
): Promise<AttemptEnd> {
  const { context, due } = entered
  const { chosen, path, fileCount, file, before, answer } = installed
  const files = fileCount === 1 ? '1 file' : `${fileCount.toLocaleString('en')} files`
  await context.log.say(due.id, 'info', `${chosen.packageId} ${chosen.version}: ${files} in ${path}`)
  const work: Work = {
    entered,
    action,
    installed,
    facts: {
      ...beside,
      ...layoutFacts([{ planned: chosen, path }]),
      ...previousFacts(before),
      'Package.InstallationDirectoryPath': path,
      'Octopus.Action.Package.InstallationDirectoryPath': path,
      OctopusOriginalPackageDirectoryPath: path,
      ...(file === null ? {} : { 'Octopus.Tentacle.CurrentDeployment.PackageFilePath': file })
    },
    folder: path,
    custom: null,
    seen: answer,
    brought: null,
    removals: [],
    known: null
  }
  await passOn(work, {
    'Package.InstallationDirectoryPath': path,
    'Package.ExtractedFileCount': String(fileCount),
    ...(file === null ? {} : { 'Package.FilePath': file })
  })
  return runPipeline(work)
}
