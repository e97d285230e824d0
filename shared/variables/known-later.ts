import type { LaterKnown } from './explain'

/** What a run knows and a plan does not: who deploys and when, how steps went, and what they passed on. */
export const isKnownOnceItRuns: LaterKnown = name => knownOnceItRuns.some(pattern => pattern.test(name))

const knownOnceItRuns: readonly RegExp[] = [
  /^Octopus\.(Deployment\.(Id|Comments|Created|CreatedBy|Error)|Task\.|Step(\[.*\]\.Status|$)|Action(\[.*\]\.Output|$))/i,
  /^Octopus\.Action\.Package(\[.*\])?\.(ExtractedPath|PackageFilePath|OriginalPath|\w*Installation\w*)/i,
  /^Octopus\.Tentacle\.(Previous(Successful)?Installation|CurrentDeployment)\./i,
  /^(Package\.InstallationDirectoryPath|OctopusOriginalPackageDirectoryPath|OctopusLastError(Message)?)$/i
]
