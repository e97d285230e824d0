import type { Failure } from '@shared/failure'
import type { PlannedPackage } from '@shared/plan/plan'
import { packagePrefixes } from '@shared/variables/system'
import type { EnteredPlace } from './actions/run-script'
import type { DueRun } from './context'
import type { FailedTask } from './package-install/task'
import { packageFile, packageTree, plainName } from './package-paths'
import { runShell, type ShellEnd } from './place-shell'
import { quoteShell } from './quote'

/** A package as it lies beside the scripts of an action, in a copy that these may change. */
interface LaidOutPackage {
  readonly planned: PlannedPackage
  /** Absolute path of the unpacked folder, or of the file. */
  readonly path: string
}

/** How laying out ended; `stopped`: the attempt is to end. */
type LayoutEnd =
  /** `folder` is the absolute path of where they lie; null where there are none. */
  | { readonly kind: 'done'; readonly folder: string | null; readonly packages: readonly LaidOutPackage[] }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'stopped' }

/** Where the action's own package is unpacked; no reference has a name with a dot in front. */
const ownFolder = '.package'

/** The path in the folder of a run. References lie inside of the action's own package: what runs there finds them beside it. */
const nameOf = ({ reference, isExtracted, fileName, extension }: PlannedPackage, isWithOwn: boolean): string => {
  if (reference === '') return isExtracted ? ownFolder : plainName(fileName)
  const name = isExtracted ? reference : `${reference}${extension}`
  return isWithOwn ? `${ownFolder}/${name}` : name
}

const namesOf = (packages: readonly PlannedPackage[]): readonly string[] => {
  const isWithOwn = packages.some(({ reference, isExtracted }) => reference === '' && isExtracted)
  return packages.map(item => nameOf(item, isWithOwn))
}

const sourceOf = ({ sha256, isExtracted, fileName }: PlannedPackage): string =>
  isExtracted ? packageTree(sha256) : packageFile(sha256, fileName)

const noFolder = 41
const missing = 42
const notCopied = 43

/** Copies as they are, without following links; the copy belongs to whoever runs this, who may change it. */
const copying = `
copy() {
  rm -rf -- "./$2" 2>/dev/null || { chmod -R u+w -- "./$2" 2>/dev/null; rm -rf -- "./$2"; } || exit ${notCopied}
  if [ ! -e "$1" ]; then printf '%s\\n' "$1" >&2; exit ${missing}; fi
  cp -RPp -- "$1" "./$2" || exit ${notCopied}
  chmod -R u+rwX -- "./$2" 2>/dev/null
  if [ "$(id -u)" = 0 ]; then chown -RP 0:0 -- "./$2" 2>/dev/null || chown -R 0 -- "./$2"; fi
}
`

/** Copies packages from where they lie into a folder of the run, and says where that is and where they are. */
function layoutScript({ place, id }: DueRun, from: string, packages: readonly PlannedPackage[]): string {
  const names = namesOf(packages)
  const lines = packages.flatMap((item, index) => {
    const source = from === '' ? `"$HOME"/${quoteShell(sourceOf(item))}` : quoteShell(`${from}/${index}`)
    const name = quoteShell(names[index] ?? '')
    return [`copy ${source} ${name}`, `say "$PWD"/${name}`]
  })
  return `${copying}
w=\${SLIPWAY_WORK:-$HOME/.slipway}/work/${place.folder}/${id}
if [ ! -d "$w" ]; then (umask 077 && mkdir -p -- "$w") || exit ${noFolder}; fi
cd -- "$w" || exit ${noFolder}
say "$PWD"
${lines.join('\n')}
`
}

/**
 * Copies packages to where another user can read them: below a folder that nobody can list, under a name that nobody can
 * guess. The home folder of whoever logs in is usually closed to others. What was left there by an attempt that was made
 * to end goes after a day.
 */
const lendScript = (token: string, packages: readonly PlannedPackage[]): string =>
  `${copying}
d=/tmp/slipway-packages-$(id -u)
mkdir -m 711 -- "$d" 2>/dev/null
if [ ! -d "$d" ] || [ -L "$d" ] || [ ! -O "$d" ]; then exit ${noFolder}; fi
find "$d" -mindepth 1 -maxdepth 1 -mtime +1 -exec rm -rf -- {} + 2>/dev/null
mkdir -m 755 -- "$d/${token}" && cd -- "$d/${token}" || exit ${noFolder}
${packages.map((item, index) => `copy "$HOME"/${quoteShell(sourceOf(item))} ${index}`).join('\n')}
chmod -R a+rX . || exit ${notCopied}
say "$PWD"
`

const takeBackScript = (folder: string): string => `rm -rf -- ${quoteShell(folder)}\n`

/**
 * Lays out the packages of an action in a folder of its run, below the work folder of its place: `./<reference>/` where
 * they are unpacked, else `./<reference><extension>`. What an earlier attempt left there under these names goes. Runs that
 * share a place at the same time do not share a folder.
 */
export async function layOutPackages(entered: EnteredPlace, packages: readonly PlannedPackage[]): Promise<LayoutEnd> {
  if (packages.length === 0) return { kind: 'done', folder: null, packages: [] }
  const { context, due } = entered
  const { user, place } = due
  if (user === null) return endOf(entered, packages, await runShell(entered, layoutScript(due, '', packages), null))
  const lent = await runShell(entered, lendScript(context.ports.token(), packages), null)
  if (lent.kind !== 'done') return endOf(entered, packages, lent)
  const [folder = ''] = lent.answers
  context.connections.willUse(place, user)
  const laid = await runShell(entered, layoutScript(due, folder, packages), user)
  if (laid.kind !== 'stopped') await runShell(entered, takeBackScript(folder), null)
  return endOf(entered, packages, laid)
}

function endOf({ due }: EnteredPlace, packages: readonly PlannedPackage[], end: ShellEnd): LayoutEnd {
  if (end.kind === 'stopped') return end
  if (end.kind === 'failed') return { kind: 'failed', failure: failureOf(due.placeName, end) }
  const [folder = null, ...paths] = end.answers
  return {
    kind: 'done',
    folder,
    packages: packages.flatMap((planned, index) => {
      const path = paths[index]
      return path === undefined ? [] : [{ planned, path }]
    })
  }
}

function failureOf(place: string, { code, said: words, failure }: FailedTask): Failure {
  const said = words === '' ? '' : ` It said: ${words}`
  if (code === missing) return packageGone(place)
  if (code !== noFolder && code !== notCopied) return failure
  return {
    kind: 'transfer-failed',
    message:
      code === noFolder
        ? `The folder for the packages of the step cannot be made on ${place}.${said}`
        : `The packages of the step cannot be copied into its work folder on ${place}.${said}`,
    remedy: `Check that there is room on ${place} and that the account may write to its home folder.`
  }
}

/** Something removed a package after it was brought. */
export const packageGone = (place: string): Failure => ({
  kind: 'package-missing',
  message: `A package that was brought to ${place} is not there any more.`,
  remedy: `Deploy again, and find out what removes files below ~/.slipway/packages on ${place}.`
})

/** The variables that say where packages lie. */
export const layoutFacts = (packages: readonly LaidOutPackage[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    packages.flatMap(({ planned, path }) =>
      packagePrefixes(planned.reference).flatMap(prefix => [
        [`${prefix}.OriginalPath`, path],
        [`${prefix}.ExtractedPath`, planned.isExtracted ? path : ''],
        [`${prefix}.PackageFilePath`, planned.isExtracted ? '' : path]
      ])
    )
  )
