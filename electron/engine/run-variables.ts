import type { ActionId, SecretId } from '@shared/ids'
import { type Action, textsOf } from '@shared/model/action'
import { allActions } from '@shared/model/process'
import { frozenVariables } from '@shared/model/release'
import type { PlannedRun, Stage } from '@shared/plan/plan'
import { TemplateError } from '@shared/template/index'
import { stepOutputs } from '@shared/variables/outputs'
import { plainOf, type Resolved, resolveVariables, secretsOf } from '@shared/variables/resolve'
import type { VariableSources } from '@shared/variables/rows'
import { statusFacts } from '@shared/variables/status'
import { runFacts, startFacts } from '@shared/variables/system'
import { wantsAny } from './configuration/switches'
import type { Context, DeploymentRequest, StagedRun } from './context'

/** How steps went is worked out for those who ask. */
const mentionsStatus = (text: string): boolean => /Octopus\.(Step(?!\.)|Deployment\.Error)/i.test(text)

/** What a deployment's variables come from, looked through once. */
export interface VariableGround {
  readonly sources: VariableSources
  /** The lists of all targets that some value mentions, by their names in `wide`. */
  readonly mentioned: readonly string[]
  /** Every name that some row has, in lower case. */
  readonly names: ReadonlySet<string>
  /** Whether some value asks how steps went. */
  readonly mentionsStatus: boolean
  /** The further properties of those actions that have some: variables while they run. */
  readonly properties: ReadonlyMap<ActionId, Readonly<Record<string, string>>>
  /** What holds for the whole deployment, by the lists of all targets that it is without. */
  readonly facts: Map<string, Readonly<Record<string, string>>>
}

/** What system variables begin with that grow with the number of targets. */
const wide = ['Octopus.Deployment.Targets', 'Octopus.Deployment.Machines', 'Octopus.Environment.MachinesInRole']

/** The lists of all targets that a text mentions. Names compare without case. */
function wideIn(text: string): readonly string[] {
  const lower = text.toLowerCase()
  return wide.filter(name => lower.includes(name.toLowerCase()))
}

/**
 * Every text of an action in which names may be mentioned. Null where files or scripts of its packages may mention any:
 * nobody has read these.
 */
export const knownTexts = (action: Action): string | null =>
  takesMore(action)
    ? null
    : textsOf(action)
        .map(({ text }) => text)
        .join('\n')

function takesMore(action: Action): boolean {
  switch (action.type) {
    case 'deploy-package':
      return action.ignoresPackagedScripts !== true || wantsAny(action)
    case 'package-script':
      return true
    case 'script':
      // What lies beside a script may be run by it.
      return (action.packages ?? []).length > 0
    default:
      return false
  }
}

export function variableGround({ plan, snapshot }: DeploymentRequest): VariableGround {
  const sources = { variables: snapshot.variables, librarySets: snapshot.librarySets ?? [] }
  const texts = [
    ...frozenVariables(snapshot).flatMap(row => (row.type === 'text' ? [row.value] : [])),
    ...(plan.answers ?? []).flatMap(answer => ('value' in answer ? [answer.value] : [])),
    ...allActions(snapshot.steps).flatMap(({ action }) => Object.values(action.properties ?? {}))
  ]
  const mentioned = new Set(texts.flatMap(wideIn))
  return {
    sources,
    mentioned: [...mentioned],
    names: new Set(frozenVariables(snapshot).map(row => row.name.trim().toLowerCase())),
    mentionsStatus: texts.some(mentionsStatus),
    properties: new Map(
      allActions(snapshot.steps).flatMap(({ action: { id, properties } }) =>
        properties === undefined ? [] : [[id, properties] as const]
      )
    ),
    facts: new Map()
  }
}

/** The secrets that variables of any run may need, each with the name of a variable that does. */
export const secretsNeeded = ({ request, ground, ports }: Context): ReadonlyMap<SecretId, string> => {
  const needed = new Map(
    secretsOf({
      sources: ground.sources,
      references: request.references,
      answers: request.plan.answers ?? []
    })
  )
  // What was passed on before the deployment was continued.
  for (const { name, value } of stepOutputs(ports.state()))
    if (value.kind === 'secret' && value.id !== null) needed.set(value.id, name)
  return needed
}

/**
 * What names stand for in one run. Secrets whose values are templates come out as other texts than those that are
 * masked already, and so do parts of secrets and what filters make of them; all these are masked from here on, too, also
 * those that texts make later.
 * @param texts everything in which names may be mentioned; null where that is not known
 * @param more system variables that are known only now
 */
export function variablesOf(
  context: Context,
  stage: Stage,
  run: PlannedRun,
  texts: string | null,
  more: Readonly<Record<string, string>> = {}
): Resolved {
  const { request, secrets, outputs, ground } = context
  const { plan } = request
  const state = context.ports.state()
  const { queuedAt: createdAt, comment } = state
  const started = { id: request.id, requestedBy: request.requestedBy, createdAt, comment }
  const resolved = resolveVariables({
    sources: ground.sources,
    references: request.references,
    facts: {
      ...ground.properties.get(stage.actionId),
      ...deploymentFactsFor(texts, context),
      ...startFacts(started),
      ...runFacts(plan, stage, run),
      ...(texts === null || ground.mentionsStatus || mentionsStatus(texts) ? statusFacts(state) : {}),
      ...more
    },
    outputs: outputs(),
    plan,
    stage,
    run,
    secrets,
    onUnfolded: texts => context.redactor.add(texts)
  })
  context.redactor.add(resolved.unfolded)
  return resolved
}

/**
 * What holds for the whole deployment. Lists of all targets would make what each run works out and sends grow with the
 * deployment, so a run has those that its texts or a value mention, and all where not every text is known.
 */
function deploymentFactsFor(texts: string | null, { request, ground }: Context): Readonly<Record<string, string>> {
  const needed = texts === null ? wide : [...ground.mentioned, ...wideIn(texts)]
  const left = wide.filter(name => !needed.includes(name))
  const key = left.join()
  const found = ground.facts.get(key)
  if (found) return found
  const all = Object.entries(request.plan.facts ?? {})
  const facts = Object.fromEntries(all.filter(([name]) => !left.some(prefix => name.startsWith(prefix))))
  ground.facts.set(key, facts)
  return facts
}

interface Rendered {
  readonly script: string
  /** What could not be replaced, in a sentence without values. */
  readonly problem: string | null
  /** Whether a secret had a part in it, be it too short to be masked or asked for by a condition only. */
  readonly hasReadSecret: boolean
}

/** A script with its references replaced. */
export function renderScript(body: string, { templates, isSecret }: Resolved): Rendered {
  if (!body.includes('#{')) return { script: body, problem: null, hasReadSecret: false }
  let hasReadSecret = false
  const onRead = (name: string) => {
    hasReadSecret ||= isSecret(name)
  }
  try {
    const { text, error } = templates().evaluate(body, { haltOnError: false, onRead })
    return { script: text ?? body, problem: error === null ? null : `Left as written. ${error}`, hasReadSecret }
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    return { script: body, problem: `The script is left as it is written. ${error.message}`, hasReadSecret }
  }
}

/** Variables that make a run print all of its variables, as in Octopus; with which of them are printed. */
const printing = [
  { name: 'OctopusPrintVariables', what: 'as they are written', of: ({ raw }: Resolved) => raw() },
  { name: 'OctopusPrintEvaluatedVariables', what: 'as scripts see them', of: ({ variables }: Resolved) => variables }
] as const

/** What the person wants printed: a warning for the log, and all variables beneath it. Secrets are dots. */
function printedVariables(resolved: Resolved): readonly { readonly warning: string; readonly lines: string }[] {
  const values = new Map(resolved.variables.map(({ name, value }) => [name.toLowerCase(), plainOf(value)]))
  return printing
    .filter(({ name }) => values.get(name.toLowerCase())?.trim().toLowerCase() === 'true')
    .map(({ name, what, of }) => ({
      warning: `The variables are printed ${what}, because ${name} is True. Take that out again when you have seen enough.`,
      lines: of(resolved)
        .map(variable => `[${variable.name}] = “${variable.value}”`)
        .join('\n')
    }))
}

/** Says in the log what the person wants printed. */
export async function sayPrinted({ log }: Context, { id }: StagedRun, resolved: Resolved): Promise<void> {
  for (const { warning, lines } of printedVariables(resolved)) {
    await log.say(id, 'warning', warning)
    await log.say(id, 'verbose', lines)
  }
}
