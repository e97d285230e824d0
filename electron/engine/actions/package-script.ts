import type { Failure } from '@shared/failure'
import { filesOf } from '@shared/packages/manifest'
import { fail, ok, type Result } from '@shared/result'
import { configureAt } from '../package-install/configure'
import { layOutPackages, layoutFacts } from '../package-layout'
import type { OpenedPackage } from '../ports'
import { resolveRun } from '../resolve-run'
import { knownTexts, sayPrinted } from '../run-variables'
import type { Attempt, AttemptEnd, Perform } from './action'
import { enterPlace, performScriptIn } from './run-script'

/** The longest script that is taken from a package, in bytes. */
const mostBytes = 1_000_000

/**
 * Runs a script that a package brings along, in a copy of the unpacked package. References in the script are replaced, as
 * in one that the process holds.
 */
export const performPackageScript: Perform<'package-script'> = async attempt => {
  const { context, staged, action } = attempt
  const packages = staged.stage.packages ?? []
  const own = packages.find(item => item.reference === '')
  if (own === undefined) throw new Error(`The plan has no package for “${staged.stage.name}”`)
  const opened = await context.ports.packages.open(own.sha256)
  if (!opened.ok) return failed(opened.failure)
  const title = `${own.packageId} ${own.version}`
  const body = await scriptIn(opened.value, title, attempt.render(action.file))
  if (!body.ok) return failed(body.failure)
  const entered = await enterPlace(attempt)
  if ('kind' in entered) return entered
  const laid = await layOutPackages(entered, packages)
  if (laid.kind === 'stopped') return laid
  if (laid.kind === 'failed') return failed(laid.failure)
  const startsIn = laid.packages.find(({ planned }) => planned === own)?.path
  if (startsIn === undefined) throw new Error(`${title} was not laid out`)
  const names = resolveRun(context, staged, knownTexts(action), layoutFacts(laid.packages))
  const { resolved, render } = names
  await sayPrinted(context, staged, resolved)
  const files = filesOf(opened.value.manifest).map(item => item.path)
  const configured = await configureAt(entered, { folder: startsIn, files }, action, names)
  if (configured !== null) return configured.kind === 'stopped' ? configured : failed(configured.failure)
  return performScriptIn(entered, {
    syntax: action.syntax,
    body: render(body.value),
    ...(action.parameters === undefined ? {} : { parameters: render(action.parameters) }),
    variables: resolved.variables,
    startsIn,
    leavesTraces: true
  })
}

const failed = (failure: Failure): AttemptEnd => ({ kind: 'failed', end: null, failure })

/** The text of a script inside of a package. */
async function scriptIn(
  opened: OpenedPackage,
  title: string,
  file: Attempt<'package-script'>['action']['file']
): Promise<Result<string>> {
  const path = file
    .trim()
    .replaceAll('\\', '/')
    .replace(/^(\.\/)+/, '')
  const files = filesOf(opened.manifest)
  const found = files.find(item => item.path === path)
  if (found === undefined) {
    const alike = files.find(item => item.path.toLowerCase() === path.toLowerCase())
    return fail({
      kind: 'package-missing',
      message: `${title} has no file ${path === '' ? 'without a name' : path}${alike === undefined ? '' : `; it has ${alike.path}`}.`,
      remedy: 'Correct the path of the script in the process, or make a release with a package that has it.'
    })
  }
  if (found.bytes > mostBytes)
    return fail({
      kind: 'package-invalid',
      message: `The script ${path} of ${title} is longer than a million bytes.`,
      remedy: 'Run a short script that starts the long one.'
    })
  const bytes = await opened.read(path)
  if (!bytes.ok) return bytes
  try {
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(bytes.value))
  } catch {
    return fail({
      kind: 'package-invalid',
      message: `The script ${path} of ${title} is no text in UTF-8.`,
      remedy: 'Save the script as UTF-8, and make the package anew.'
    })
  }
}
