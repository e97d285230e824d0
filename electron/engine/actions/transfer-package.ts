import type { Failure } from '@shared/failure'
import type { FailedTask } from '../package-install/task'
import { packageGone } from '../package-layout'
import { inHome, packageFile, plainName } from '../package-paths'
import { runShell } from '../place-shell'
import { quoteShell } from '../quote'
import { recordOutput } from '../record-output'
import type { AttemptEnd, Perform } from './action'
import { enterPlace } from './run-script'

/**
 * Puts a package into a folder under its own file name, and replaces what is there in one go. Passes on where it lies:
 * `Package.DirectoryPath`, `Package.FileName` and `Package.FilePath`.
 */
export const performTransferPackage: Perform<'transfer-package'> = async attempt => {
  const { context, staged, action, render } = attempt
  const [chosen] = staged.stage.packages ?? []
  if (chosen === undefined) throw new Error(`The plan has no package for “${staged.stage.name}”`)
  const to = render(action.to).trim()
  if (to === '') return failed(noFolderNamed)
  const entered = await enterPlace(attempt)
  if ('kind' in entered) return entered
  const name = plainName(chosen.fileName)
  const script = transferScript({
    from: packageFile(chosen.sha256, chosen.fileName),
    to,
    name,
    token: context.ports.token()
  })
  const end = await runShell(entered, script, null)
  if (end.kind === 'stopped') return end
  if (end.kind === 'failed') return failed(failureOf(end, { place: staged.placeName, to, name }))
  const [folder = ''] = end.answers
  const path = `${folder === '/' ? '' : folder}/${name}`
  void context.log.say(staged.id, 'info', `${chosen.packageId} ${chosen.version} lies in ${path} now.`)
  const outputs = { DirectoryPath: folder, FileName: name, FilePath: path }
  for (const [key, value] of Object.entries(outputs)) {
    const unkept = await recordOutput(context, staged, `Package.${key}`, value)
    if (unkept !== null) return failed(unkept)
  }
  return { kind: 'succeeded' }
}

const failed = (failure: Failure): AttemptEnd => ({ kind: 'failed', end: null, failure })

const noFolder = 41
const missing = 42
const notCopied = 43
const unset = 45
const inTheWay = 46

interface Transfer {
  /** From the home folder of whoever logs in. */
  readonly from: string
  readonly to: string
  readonly name: string
  /** Makes the name of the copy that is not complete yet. */
  readonly token: string
}

/** A relative folder is below the home folder, where whoever logs in begins. */
function transferScript({ from, to, name, token }: Transfer): string {
  const part = quoteShell(`./.${token}.part`)
  const final = quoteShell(`./${name}`)
  return `
${unsetChecks(to)}
d=${expanded(to)}
case $d in /*) ;; *) d=$HOME/$d ;; esac
s=${inHome(from)}
[ -f "$s" ] || exit ${missing}
mkdir -p -- "$d" || exit ${noFolder}
cd -- "$d" || exit ${noFolder}
if [ -d ${final} ]; then exit ${inTheWay}; fi
trap 'rm -f -- ${part.replaceAll("'", '')}' EXIT
trap 'exit 1' HUP INT TERM
cp -- "$s" ${part} || exit ${notCopied}
mv -f -- ${part} ${final} || exit ${notCopied}
say "$PWD"
`
}

const reference = /\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))/g

/** The names of the place's environment that a path mentions: `$HOME/drop`, `${DROP}`. */
const namesIn = (path: string): readonly string[] => [
  ...new Set([...path.matchAll(reference)].map(([, braced, bare]) => braced ?? bare ?? ''))
]

const unsetChecks = (path: string): string =>
  namesIn(path)
    .map(name => `[ "\${${name}+x}" = x ] || { echo ${name} >&2; exit ${unset}; }`)
    .join('\n')

/** A path as words of a shell: names of the environment are expanded there, and so is `~` in front; nothing else is. */
function expanded(path: string): string {
  const isHome = path === '~' || path.startsWith('~/')
  const rest = isHome ? path.slice(1) : path
  let words = isHome ? '"$HOME"' : ''
  let at = 0
  for (const match of rest.matchAll(reference)) {
    const before = rest.slice(at, match.index)
    words += `${before === '' ? '' : quoteShell(before)}"\${${match[1] ?? match[2] ?? ''}}"`
    at = match.index + match[0].length
  }
  const end = rest.slice(at)
  return `${words}${end === '' && words !== '' ? '' : quoteShell(end)}`
}

const noFolderNamed: Failure = {
  kind: 'transfer-failed',
  message: 'The folder that the package is to be put into came out empty.',
  remedy: 'Check the variables that its path is made of.'
}

interface Scene {
  readonly place: string
  readonly to: string
  readonly name: string
}

function failureOf({ code, said, failure }: FailedTask, { place, to, name }: Scene): Failure {
  const heard = said === '' ? '' : ` It said: ${said}`
  switch (code) {
    case missing:
      return packageGone(place)
    case unset:
      return {
        kind: 'transfer-failed',
        message: `The path ${to} mentions ${said}, which is not set in the environment of ${place}.`,
        remedy: 'Write the folder out, or use a variable of the project.'
      }
    case inTheWay:
      return {
        kind: 'transfer-failed',
        message: `${name} cannot be put into ${to} on ${place}, because a folder of that name is there.`,
        remedy: 'Remove that folder, or choose another one for the package.'
      }
    case noFolder:
      return {
        kind: 'transfer-failed',
        message: `The folder ${to} cannot be made or entered on ${place}.${heard}`,
        remedy: 'Check the path, and that the account may write there.'
      }
    case notCopied:
      return {
        kind: 'transfer-failed',
        message: `${name} cannot be copied into ${to} on ${place}.${heard}`,
        remedy: 'Check that there is room, and that the account may write there.'
      }
    default:
      return failure
  }
}
