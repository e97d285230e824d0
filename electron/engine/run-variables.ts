import type { Failure } from '@shared/failure'
import type { SecretId } from '@shared/ids'
import type { PlannedRun, Stage } from '@shared/plan/plan'
import { countOf, listOf } from '@shared/plan/words'
import { bindVariables, TemplateError } from '@shared/template/index'
import {
  type Contested,
  plainOf,
  type Resolved,
  type ResolvedVariable,
  resolveVariables,
  secretsOf
} from '@shared/variables/resolve'
import type { VariableSources } from '@shared/variables/rows'
import { runFacts, startFacts } from '@shared/variables/system'
import type { Context, DeploymentRequest } from './context'

const sourcesOf = ({ snapshot }: DeploymentRequest): VariableSources => ({
  variables: snapshot.variables,
  librarySets: snapshot.librarySets ?? []
})

/** The secrets that variables of any run may need, each with the name of a variable that does. */
export const secretsNeeded = (request: DeploymentRequest): ReadonlyMap<SecretId, string> =>
  secretsOf({
    sources: sourcesOf(request),
    references: request.references,
    facts: {},
    answers: request.plan.answers ?? [],
    outputs: []
  })

/**
 * What names stand for in one run. Secrets whose values are templates come out as other texts than those that are
 * masked already, so these texts are masked from here on, too.
 */
export function variablesOf(context: Context, stage: Stage, run: PlannedRun): Resolved {
  const { request, secrets, outputs } = context
  const { plan } = request
  const started = { id: request.id, requestedBy: request.requestedBy, createdAt: context.startedAt }
  const resolved = resolveVariables({
    sources: sourcesOf(request),
    references: request.references,
    facts: { ...plan.facts, ...startFacts(started), ...runFacts(plan, stage, run) },
    outputs,
    plan,
    stage,
    run,
    secrets
  })
  context.redactor.add(resolved.unfolded)
  return resolved
}

/** A script with its references replaced, and what could not be replaced, in a sentence without values. */
export function renderScript(
  body: string,
  variables: readonly ResolvedVariable[]
): { readonly script: string; readonly problem: string | null } {
  const bound = bindVariables(variables.map(({ name, value }) => [name, plainOf(value)] as const))
  try {
    const { text, error } = bound.evaluate(body, { haltOnError: false })
    return { script: text ?? body, problem: error === null ? null : `Left as written. ${error}` }
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    return { script: body, problem: `The script is left as it is written. ${error.message}` }
  }
}

/** Variables that make a run print all of its variables, as in Octopus; with which of them are printed. */
const printing = [
  { name: 'OctopusPrintVariables', what: 'as they are written', of: ({ raw }: Resolved) => raw },
  { name: 'OctopusPrintEvaluatedVariables', what: 'as scripts see them', of: ({ variables }: Resolved) => variables }
] as const

/** What the person wants printed: a warning for the log, and all variables beneath it. Secrets are dots. */
export function printedVariables(resolved: Resolved): readonly { readonly warning: string; readonly lines: string }[] {
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

/** System variables that grow with the number of targets. */
const wide = ['Octopus.Deployment.Targets', 'Octopus.Deployment.Machines', 'Octopus.Environment.MachinesInRole']

/**
 * What travels to a script. Lists of all targets would make the payload of each run grow with the deployment, so a
 * script gets those that it mentions.
 */
export const variablesFor = (body: string, variables: readonly ResolvedVariable[]): readonly ResolvedVariable[] => {
  const left = wide.filter(name => !body.includes(name))
  return variables.filter(({ name }) => !left.some(prefix => name.startsWith(prefix)))
}

/** Planning refuses ties; one that is there all the same is not decided by luck. */
export function undecided(ties: readonly Contested[]): Failure {
  const names = ties.map(({ name }) => `“${name}”`)
  return {
    kind: 'variables-tied',
    message: `${countOf(ties.length, 'variable')} cannot be decided here, because several values apply with equal right: ${listOf(names)}.`,
    remedy: 'Change the scope of one of the values, or remove it, and update the variables of the release.'
  }
}
