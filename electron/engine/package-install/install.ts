import type { Failure } from '@shared/failure'
import type { ActionOf } from '@shared/model/action'
import type { Plan, PlannedPackage } from '@shared/plan/plan'
import foldersScript from '../../../resources/packages/folders.sh?raw'
import installScript from '../../../resources/packages/install.sh?raw'
import lookScript from '../../../resources/packages/look.sh?raw'
import type { EnteredPlace } from '../actions/run-script'
import { wantsAny } from '../configuration/switches'
import { packageFile, packageTree } from '../package-paths'
import type { ResolvedRun } from '../resolve-run'
import { journalSet } from './installed-files'
import { type Answer, type Installation, parseAnswer } from './journal'
import { stageTree } from './stage-tree'
import { type FailedTask, parameters, runTask, textTask } from './task'
import { because, type Halt, haltOf, textOf } from './work'

/** A package that was unpacked to a folder of its own. */
export interface Installed {
  readonly kind: 'installed'
  readonly chosen: PlannedPackage
  /** Name of the journal's folder for installations of this action at this place. */
  readonly set: string
  /** Of its entry in the journal. */
  readonly number: string
  /** Absolute path. */
  readonly path: string
  readonly fileCount: number
  /** The package as the file that it came as, where that lies there as well. */
  readonly file: string | null
  /** What the place had before, oldest first. */
  readonly before: readonly Installation[]
  /** Milliseconds since 1970 UTC, by the clock of the place. */
  readonly now: number
  readonly answer: Answer
}

/** Nothing is done, because this was installed last and is still there. */
export interface AlreadyInstalled {
  readonly kind: 'already'
  readonly installation: Installation
}

const usualMegabytes = 500

/** Unpacks a package to a new folder, with an entry in the place's journal, in one go; never over an earlier one. */
export async function install(
  entered: EnteredPlace,
  action: ActionOf<'deploy-package'>,
  chosen: PlannedPackage,
  names: ResolvedRun
): Promise<Installed | AlreadyInstalled | Halt> {
  const { request } = entered.context
  const { due } = entered
  const tree = due.user === null ? packageTree(chosen.sha256) : await stageTree(entered, chosen.sha256)
  if (typeof tree !== 'string') return tree
  const { plan } = request
  const set = journalSet({
    projectId: plan.project.id,
    environmentId: plan.environment.id,
    tenantId: plan.tenant?.id,
    actionId: action.id,
    targetId: due.run.targetId
  })
  const isForced = textOf(names, 'Octopus.Deployment.ForcePackageRedeployment')?.trim().toLowerCase() === 'true'
  const values = parameters({
    root: (textOf(names, 'Octopus.Tentacle.Agent.ApplicationDirectoryPath') ?? '').trim(),
    base: `${placeFolders(plan).join('/')}/${pathPart(chosen.packageId)}`,
    version: pathPart(chosen.version),
    version_text: chosen.version,
    id: chosen.packageId,
    set,
    tree,
    sha256: chosen.sha256,
    file: packageFile(chosen.sha256, chosen.fileName),
    deployment: request.id,
    needs: String(neededMegabytes(names) * 1024),
    skips: action.skipsIfInstalled && !isForced ? 'yes' : 'no',
    lists: wantsAny(action) ? 'yes' : 'no'
  })
  const end = await runTask(entered, textTask(values, foldersScript, installScript, lookScript))
  if (end.kind !== 'done') return haltOf(end, task => failureOf(task, due.placeName, chosen))
  return installedOf(parseAnswer(end.output), chosen, set)
}

function installedOf(answer: Answer, chosen: PlannedPackage, set: string): Installed | AlreadyInstalled {
  const { values, installations: before } = answer
  const last = before.at(-1)
  if (values.has('skipped') && last !== undefined) return { kind: 'already', installation: last }
  const [number, path] = [values.get('entry'), values.get('path')]
  if (number === undefined || path === undefined)
    throw new Error('The place did not say where the package was installed')
  return {
    kind: 'installed',
    chosen,
    set,
    number,
    path,
    fileCount: Number(values.get('files') ?? 0),
    file: values.get('file') ?? null,
    before,
    now: Number(values.get('now') ?? 0) * 1000,
    answer
  }
}

/** 0 where nobody wants it checked. */
function neededMegabytes(names: ResolvedRun): number {
  if (textOf(names, 'OctopusSkipFreeDiskSpaceCheck')?.trim().toLowerCase() === 'true') return 0
  const said = Number.parseInt(textOf(names, 'OctopusFreeDiskSpaceOverrideInMegaBytes') ?? '', 10)
  return Number.isSafeInteger(said) && said >= 0 ? said : usualMegabytes
}

/** The folders that what is installed lies in: that of the environment, inside of the tenant's where it is for one. */
export const placeFolders = ({ environment, tenant }: Pick<Plan, 'environment' | 'tenant'>): readonly string[] =>
  [...(tenant === undefined ? [] : [tenant.name]), environment.name].map(folderName)

/** The name of an environment without what a file name cannot have. */
export function folderName(name: string): string {
  const plain = name.replace(/[\p{Cc}/\\<>:"|?*]/gu, '').trim()
  return /^\.*$/.test(plain) ? '_' : plain
}

/** An id or a version with what a file name cannot have written as `%2F`. */
export const pathPart = (text: string): string =>
  text.replace(/[^A-Za-z0-9._@+~-]/g, encodeURIComponent).replace(/^\.+$/, '_')

const remedies = {
  40: 'Check that the account may write below its home folder, and that its disk has space.',
  41: 'Check that the account may make folders there, or name another root in Octopus.Tentacle.Agent.ApplicationDirectoryPath.',
  43: 'Check that the disk has space, then deploy again; what was installed before is as it was.'
}

function failureOf({ code, said }: FailedTask, place: string, { packageId, version }: PlannedPackage): Failure | null {
  const what = `${packageId} ${version}`
  const failed = (message: string, remedy: string): Failure => ({
    kind: 'install-failed',
    message: because(message, said),
    remedy
  })
  switch (code) {
    case 40:
      return failed(`The journal of installations on ${place} cannot be used`, remedies[40])
    case 41:
      return failed(`No folder for ${what} could be made on ${place}`, remedies[41])
    case 42:
      return {
        kind: 'disk-low',
        message: because(`There is too little space for ${what} on ${place}`, said),
        remedy: 'Make room there, or say in OctopusFreeDiskSpaceOverrideInMegaBytes how many megabytes are enough.'
      }
    case 43:
      return failed(`${what} could not be copied to its folder on ${place}`, remedies[43])
    case 44:
      return {
        kind: 'package-missing',
        message: because(`${what} does not lie unpacked on ${place}`, said),
        remedy: 'Acquire the packages again: deploy once more.'
      }
    default:
      return null
  }
}
