import type { BundleAction, BundleFile, BundleScript, BundleText } from '@shared/bundle/content'
import { actionOfOutput, knownThereRemedy, knownThereWords } from '@shared/bundle/known-there'
import type { Failure } from '@shared/failure'
import { type Action, type ActionOf, textsOf } from '@shared/model/action'
import { packageStages } from '@shared/model/package-action'
import { findAction } from '@shared/model/process'
import type { PlannedPackage } from '@shared/plan/plan'
import { fail, ok, type Result } from '@shared/result'
import { Secret } from '@shared/secret'
import { plainOf, type Resolved } from '@shared/variables/resolve'
import { nameKey } from '@shared/variables/rows'
import type { Context, StagedRun } from '../context'
import { nginxFolderNames } from '../package-install/ready-site'
import { type ResolvedRun, resolveRun } from '../resolve-run'
import { knownTexts, renderScript, variablesOf } from '../run-variables'
import { bundleSite } from './bundle-site'
import { configuredFiles } from './configured-files'
import { decidedByAll, decidedThere } from './decided-there'
import type { RemainingRun } from './remaining'

/**
 * One run of a target as an action of a bundle, with everything replaced that is known now.
 * @param before the names of the actions that run before it in the bundle
 */
export async function bundleAction(
  context: Context,
  staged: StagedRun,
  { when }: RemainingRun,
  before: readonly string[]
): Promise<Result<BundleAction>> {
  const found = findAction(context.request.snapshot.steps, staged.stage.actionId)?.action
  if (found === undefined) throw new Error(`The release has no action “${staged.stage.name}”`)
  const texts = textsOf(found).map(({ text }) => text)
  const resolved = resolveRun(context, staged, knownTexts(found))
  if (showsSecret(context, resolved, found)) return fail(shown(staged))
  const early = decidedTooEarly(resolved, texts, before)
  if (early !== null) return fail(notKnownYet(staged, early))
  const renderText = rendering(context, staged, resolved, before)
  const work: Work = { context, staged, ...resolved, renderText, render: text => renderText(text).text }
  const own = await ownFields(work, found)
  if (!own.ok) return own
  const { stage } = staged
  const { isSecret, variables } = work.resolved
  return ok({
    run: staged.id,
    step: stage.number,
    name: stage.name,
    when,
    retries: stage.retries ?? null,
    timeoutSeconds: stage.timeoutMs === undefined ? null : Math.ceil(stage.timeoutMs / 1000),
    isRequired: stage.isRequired === true,
    runAs: stage.runAs ?? null,
    variables: variables.map(({ name, value }) => ({
      name,
      value: plainOf(value),
      isSensitive: isSecret(name),
      tookSecret: value instanceof Secret
    })),
    // Everything of the action was evaluated by now.
    made: work.resolved.unfolded,
    references: (stage.packages ?? [])
      .filter(item => item.reference !== '')
      .map(({ reference, sha256, isExtracted }) => ({ name: reference, package: sha256, isExtracted })),
    ...own.value
  })
}

/** What the runner knows of an installation, as references. */
const installationFacts =
  /^#\{(Octopus\.Action\.Package\.(InstallationDirectoryPath|CustomInstallationDirectory)|Package\.InstallationDirectoryPath|OctopusOriginalPackageDirectoryPath|Octopus\.Tentacle\.Previous(Successful)?Installation\.(OriginalInstalledPath|CustomInstallationDirectory|PackageVersion))\}$/i

/** The output of an earlier action of the bundle that something is made of or decided by, though nobody knows it yet. */
function decidedTooEarly(
  { resolved }: ResolvedRun,
  texts: readonly string[],
  before: readonly string[]
): string | null {
  if (before.length === 0) return null
  const { values, isKnownLater } = groundOf(resolved, before)
  return decidedThere(texts, values, isKnownLater)
}

/** What of the outputs of earlier actions is known now. */
function groundOf(resolved: Resolved, before: readonly string[]) {
  const names = new Set(before.map(nameKey))
  const values = new Map(resolved.raw().map(({ name, value }) => [nameKey(name), plainOf(value)]))
  const isKnownLater = (reference: string): boolean => {
    const action = actionOfOutput(reference)
    return action !== null && names.has(nameKey(action)) && !values.has(nameKey(reference))
  }
  return { values, isKnownLater }
}

/**
 * Why the expression of a run condition cannot be decided when the bundle is made; null where it can.
 * @param before the names of the actions of which it is not known yet what they pass on
 */
export function whyUndecided(
  context: Context,
  staged: StagedRun,
  expression: string,
  before: readonly string[]
): Failure | null {
  if (before.length === 0) return null
  const resolved = variablesOf(context, staged.stage, staged.run, expression)
  const output = decidedByAll(expression, groundOf(resolved, before))
  return output === null ? null : notKnownYet(staged, output)
}

/** A mere reference to an output, without filters: what the runner replaces. */
const outputToken = /^#\{(Octopus\.Action\[[^\]]+\]\.Output(?:\[([^\]]+)\])?\.[^|{}]*[^|{}\s])\}$/i

/** Replaces what is known now; what the runner replaces, because it is known there only, is no reason to warn. */
function rendering(
  { log, redactor }: Context,
  { id, placeName }: StagedRun,
  { resolved }: ResolvedRun,
  before: readonly string[]
): Work['renderText'] {
  const names = new Set(before.map(nameKey))
  const isKnownThere = (token: string): boolean => {
    if (installationFacts.test(token)) return true
    const [, reference = '', target = placeName] = outputToken.exec(token) ?? []
    const action = actionOfOutput(reference)
    return action !== null && names.has(nameKey(action)) && nameKey(target) === nameKey(placeName)
  }
  return text => {
    const { script, problem, hasReadSecret } = renderScript(text, resolved)
    const rendered = { text: script, isSecret: hasReadSecret || redactor.text(script) !== script }
    if (problem === null) return rendered
    const left = script.match(/#\{[^}]*\}/g) ?? []
    if (left.length > 0 && left.every(isKnownThere))
      void log.say(id, 'info', `Replaced where it runs: ${[...new Set(left)].join(', ')}`)
    else void log.say(id, 'warning', problem)
    return rendered
  }
}

interface Work extends ResolvedRun {
  readonly context: Context
  readonly staged: StagedRun
  /** The same as `render`, with whether the text is to be kept from those who read the bundle. */
  readonly renderText: (template: string) => BundleText
}

/** Whether what stays readable in a bundle, such as a path, would show a secret or what is made of one. */
function showsSecret({ redactor }: Context, { resolved }: ResolvedRun, action: Action): boolean {
  return readable(action).some(template => {
    const { script, hasReadSecret } = renderScript(template, resolved)
    return hasReadSecret && redactor.text(script) !== script
  })
}

/** The templates of an action whose texts the plan shows, or that become the argument of a command. */
function readable(action: Action): readonly string[] {
  if (action.type === 'transfer-package') return [action.to]
  if (action.type === 'package-script') return [action.file]
  if (action.type !== 'deploy-package') return []
  const { installTo, nginx } = action
  return [
    ...(installTo === undefined ? [] : [installTo.path, ...(installTo.purge?.keep ?? [])]),
    ...(nginx === undefined ? [] : [nginx.configName ?? '', ...nginxFolderNames.map(name => `#{${name}}`)])
  ]
}

type OwnFields<T extends BundleAction = BundleAction> = T extends BundleAction
  ? Omit<
      T,
      | 'run'
      | 'step'
      | 'name'
      | 'when'
      | 'retries'
      | 'timeoutSeconds'
      | 'isRequired'
      | 'runAs'
      | 'variables'
      | 'made'
      | 'references'
    >
  : never

function ownFields(work: Work, action: Action): Promise<Result<OwnFields>> | Result<OwnFields> {
  const isWindows = work.staged.place.platform === 'windows'
  if (isWindows && action.type !== 'script') return fail(notOnWindows(work.staged))
  switch (action.type) {
    case 'script':
      return ok({
        kind: 'script',
        ...scriptOf(work, action.syntax, action.body),
        parameters: action.parameters === undefined ? null : work.renderText(action.parameters)
      })
    case 'deploy-package':
      return deployPackage(work, action)
    case 'transfer-package':
      return ok({ kind: 'transfer-package', package: ownPackage(work).sha256, to: work.render(action.to).trim() })
    case 'package-script':
      return packageScript(work, action)
    default:
      return fail(notInBundles(work.staged))
  }
}

async function deployPackage(work: Work, action: ActionOf<'deploy-package'>): Promise<Result<OwnFields>> {
  const files = await filesOf(work, action)
  if (!files.ok) return files
  const nginx = action.nginx === undefined ? ok(null) : bundleSite(work, action.nginx, ownPackage(work))
  if (!nginx.ok) return nginx
  const scripts: Partial<Record<(typeof packageStages)[number], BundleScript>> = {}
  for (const stage of packageStages) {
    const script = action.scripts?.[stage]
    if (script !== undefined) scripts[stage] = scriptOf(work, script.syntax, script.body)
  }
  const { installTo } = action
  return ok({
    kind: 'deploy-package',
    package: ownPackage(work).sha256,
    scripts,
    ignoresPackagedScripts: action.ignoresPackagedScripts === true,
    files: files.value,
    installTo:
      installTo === undefined
        ? null
        : {
            path: work.render(installTo.path),
            purge: installTo.purge === undefined ? null : { keep: installTo.purge.keep.map(work.render) }
          },
    skipsIfInstalled: action.skipsIfInstalled === true,
    keep: action.keep ?? null,
    nginx: nginx.value
  })
}

async function packageScript(work: Work, action: ActionOf<'package-script'>): Promise<Result<OwnFields>> {
  const files = await filesOf(work, action)
  if (!files.ok) return files
  return ok({
    kind: 'package-script',
    package: ownPackage(work).sha256,
    syntax: action.syntax,
    file: work.render(action.file),
    parameters: action.parameters === undefined ? null : work.renderText(action.parameters),
    files: files.value
  })
}

async function filesOf(
  work: Work,
  action: ActionOf<'deploy-package'> | ActionOf<'package-script'>
): Promise<Result<readonly BundleFile[]>> {
  const opened = await work.context.ports.packages.open(ownPackage(work).sha256)
  return opened.ok ? configuredFiles(work, opened.value, action, work) : opened
}

function ownPackage({ staged: { stage } }: Work): PlannedPackage {
  const found = stage.packages?.find(item => item.reference === '')
  if (found === undefined) throw new Error(`The plan has no package for “${stage.name}”`)
  return found
}

const scriptOf = ({ renderText }: Work, syntax: BundleScript['syntax'], body: string): BundleScript => ({
  syntax,
  body: renderText(body)
})

const shown = ({ stage }: StagedRun): Failure => ({
  kind: 'bundle-invalid',
  message: `“${stage.name}” has a secret, or what was made of one, in a path, which everybody can read.`,
  remedy: 'Use a variable that is not sensitive there.'
})

const notKnownYet = ({ stage, placeName }: StagedRun, output: string): Failure => ({
  kind: 'bundle-invalid',
  message: knownThereWords(stage.name, output, placeName),
  remedy: knownThereRemedy
})

const notInBundles = ({ stage, placeName }: StagedRun): Failure => ({
  kind: 'bundle-invalid',
  message: `“${stage.name}” cannot be carried to ${placeName} in a bundle.`,
  remedy: 'Let the step run on this machine, or leave the target out of it.'
})

const notOnWindows = ({ stage, placeName }: StagedRun): Failure => ({
  kind: 'bundle-invalid',
  message: `“${stage.name}” uses a package, and bundles for Windows, such as that for ${placeName}, hold scripts only.`,
  remedy: 'Leave the target out of the step.'
})
