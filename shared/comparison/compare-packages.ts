import { packageSlots } from '../model/action'
import type { ChosenPackage } from '../model/package'
import { actionName, allActions } from '../model/process'
import type { ReleaseSnapshot } from '../model/release'
import { sameName } from '../model/text'
import { filesOf, type PackageManifest } from '../packages/manifest'
import { isSameSlot } from '../packages/slots'
import type { PackageDifference } from './comparison'

type Frozen = Pick<ReleaseSnapshot, 'steps' | 'packages'>

/** What is in a package, by its hash; null where it is not in the repository. */
export type ManifestOf = (hash: ChosenPackage['sha256']) => Promise<PackageManifest | null>

/** Place by place what differs in the packages of two releases, in the order of the process. */
export async function comparePackages(
  before: Frozen,
  after: Frozen,
  manifestOf: ManifestOf
): Promise<readonly PackageDifference[]> {
  const [was, is] = [before.packages ?? [], after.packages ?? []]
  const gone = was.filter(item => !is.some(other => isSameSlot(item, other)))
  const differences: PackageDifference[] = []
  for (const now of is) {
    const old = was.find(item => isSameSlot(item, now))
    if (old === undefined) differences.push({ ...alone(now, after), kind: 'added', before: null, after: now.version })
    else if (!isSame(old, now)) differences.push(await changed(old, now, after, manifestOf))
  }
  return [
    ...differences,
    ...gone.map(old => ({ ...alone(old, before), kind: 'removed' as const, before: old.version, after: null }))
  ]
}

const isSame = (a: ChosenPackage, b: ChosenPackage): boolean =>
  a.sha256 === b.sha256 && a.version === b.version && sameName(a.packageId, b.packageId)

const alone = (chosen: ChosenPackage, release: Frozen) => ({
  place: placeOf(chosen, release),
  packageId: chosen.packageId,
  files: null
})

async function changed(
  before: ChosenPackage,
  after: ChosenPackage,
  release: Frozen,
  manifestOf: ManifestOf
): Promise<PackageDifference> {
  const isOther = !sameName(before.packageId, after.packageId)
  const words = ({ packageId, version }: ChosenPackage) => (isOther ? `${packageId} ${version}` : version)
  const [old, now] = [await manifestOf(before.sha256), await manifestOf(after.sha256)]
  return {
    place: placeOf(after, release),
    packageId: after.packageId,
    kind: !isOther && before.version === after.version ? 'same-version-other-content' : 'changed',
    before: words(before),
    after: words(after),
    files: old === null || now === null ? null : filesBetween(old, now)
  }
}

/** `Deploy the shop`, or `tools of Deploy the shop`; the id where the process knows of no such action. */
function placeOf({ actionId, reference }: ChosenPackage, { steps }: Frozen): string {
  const found = allActions(steps).find(({ action }) => action.id === actionId)
  const name = found ? actionName(found.step, found.action) : actionId
  const slot = found && packageSlots(found.action).find(item => sameName(item.reference, reference))
  return reference === '' ? name : `${slot?.reference ?? reference} of ${name}`
}

function filesBetween(before: PackageManifest, after: PackageManifest): NonNullable<PackageDifference['files']> {
  const [old, now] = [byPath(before), byPath(after)]
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap(path => {
    const [from, to] = [old.get(path), now.get(path)]
    if (from && to && from.sha256 === to.sha256 && from.isExecutable === to.isExecutable) return []
    return [{ path, kind: !from ? ('added' as const) : !to ? ('removed' as const) : ('changed' as const) }]
  })
}

const byPath = (manifest: PackageManifest) => new Map(filesOf(manifest).map(item => [item.path, item]))
