import { deploymentId } from '../ids'
import { type Action, packageSlots } from '../model/action'
import type { LaterKnown } from './explain'
import { nameKey } from './rows'
import { packagePrefixes, startFacts } from './system'

const keys = (names: readonly string[]): ReadonlySet<string> => new Set(names.map(nameKey))

/** Who deploys and when, and what went wrong: the same for every action. */
const ofDeployment = keys([
  ...Object.keys(startFacts({ id: deploymentId.parse('deployment-0000000000'), requestedBy: '', createdAt: 0 })),
  'Octopus.Deployment.Error',
  'Octopus.Deployment.ErrorDetail',
  // What loops go through.
  'Octopus.Step',
  'Octopus.Action'
])

/** How steps went, and what they passed on. */
const ofSteps =
  /^Octopus\.(?:Step\[.*\]\.Status\.(?:Code|Error|ErrorDetail)|Action\[.*\]\.Output(?:\[[^\]]*\])?(?:[.[].*)?)$/i

/** Where a package lies, behind what its names begin with. */
const laidOut = ['OriginalPath', 'ExtractedPath', 'PackageFilePath']
const anyLaidOut = new RegExp(String.raw`^Octopus\.Action\.Package(?:\[[^\]]*\])?\.(?:${laidOut.join('|')})$`, 'i')

const previously = ['PreviousInstallation', 'PreviousSuccessfulInstallation'].flatMap(which =>
  ['OriginalInstalledPath', 'CustomInstallationDirectory', 'PackageVersion', 'PackageFilePath'].map(
    what => `Octopus.Tentacle.${which}.${what}`
  )
)

/** Where a package is installed and where it was before, and what its installation passes on to its own scripts. */
const ofInstallation = [
  ...previously,
  'Octopus.Tentacle.CurrentDeployment.PackageFilePath',
  'Octopus.Action.Package.InstallationDirectoryPath',
  'OctopusOriginalPackageDirectoryPath',
  'Package.InstallationDirectoryPath',
  'Package.ExtractedFileCount',
  'Package.FilePath'
]
/** The same of the folder of the person's own, where there is one. */
const ofCustomFolder = ['Octopus.Action.Package.CustomInstallationDirectory', 'Package.CopiedFileCount']
const anyInstallation = keys([...ofInstallation, ...ofCustomFolder])

/** What some run knows and a plan does not: who deploys and when, how steps went, what they passed on, where packages lie. */
export const isKnownOnceItRuns: LaterKnown = name => {
  const key = nameKey(name)
  return ofDeployment.has(key) || ofSteps.test(name) || anyInstallation.has(key) || anyLaidOut.test(name)
}

/** The same for one action: where packages lie is known of those that it has, and only there. */
export function knownOnceItRuns(action: Action): LaterKnown {
  const own = keys([...packagePaths(action), ...installationNames(action)])
  return name => {
    const key = nameKey(name)
    return ofDeployment.has(key) || ofSteps.test(name) || own.has(key)
  }
}

/** Only what runs something beside packages has them laid out. */
const packagePaths = (action: Action): readonly string[] =>
  action.type === 'transfer-package'
    ? []
    : packageSlots(action)
        .flatMap(({ reference }) => packagePrefixes(reference))
        .flatMap(prefix => laidOut.map(what => `${prefix}.${what}`))

const installationNames = (action: Action): readonly string[] =>
  action.type !== 'deploy-package' ? [] : [...ofInstallation, ...(action.installTo === undefined ? [] : ofCustomFolder)]
