import type { AccountId, CertificateId, SecretId } from '../ids'
import type { Plan, PlanAnswer, PlannedRun, Stage } from '../plan/plan'
import { Secret } from '../secret'
import { bindVariables, TemplateError } from '../template/index'
import { type Candidate, type Content, type Contest, contest } from './contest'
import { answerWeight, scopeWeights, systemWeight, type VariableContext } from './context'
import { accountMembers, base64OfPem, certificateMembers, type Member, type References } from './members'
import { type NamedCandidates, nameKey, rowsByName, type VariableSources } from './rows'
import { targetOf } from './system'

/** A variable's value: sensitive ones are wrapped, so that they cannot be printed by accident. */
export type ResolvedValue = string | Secret

/** The value in clear, for those who hand it to a script. */
export const plainOf = (value: ResolvedValue): string => (value instanceof Secret ? value.reveal() : value)

/** One variable as a script sees it. Sensitive ones carry a Secret. */
export interface ResolvedVariable {
  readonly name: string
  readonly value: ResolvedValue
}

/** A value that an earlier step passed on. */
export interface StepOutput {
  /** The name of the step that set it. */
  readonly step: string
  /** The name of the target it ran on or for; null for a step that ran once on this machine. */
  readonly machine: string | null
  readonly name: string
  readonly value: Content
}

/** Everything that decides what names stand for in one place. */
export interface VariableWorld {
  readonly sources: VariableSources
  readonly references: References
  /** The name of the target that the context is about, for outputs; null without one. */
  readonly machine: string | null
  readonly facts: Readonly<Record<string, string>>
  readonly answers: readonly PlanAnswer[]
  /** In the order in which they were set. */
  readonly outputs: readonly StepOutput[]
}

/** A name with all that could be its value. */
export interface Contested {
  readonly name: string
  readonly contest: Contest
}

/**
 * Decides every name in one place, by `nameKey`: rows, then answers, members of accounts and certificates, system
 * variables and outputs. This is the one resolver: scripts, previews and explanations all see what it decides.
 */
export function contestAll(world: VariableWorld, context: VariableContext): ReadonlyMap<string, Contested> {
  const named = candidatesOf(world)
  const decided = new Map<string, Contested>()
  for (const [key, { name, candidates }] of named) decided.set(key, { name, contest: contest(candidates, context) })
  for (const { name } of [...decided.values()]) addMembers(name, decided, named, world.references, context)
  return decided
}

/** All candidates by `nameKey` but for members, which depend on who wins. */
function candidatesOf(world: VariableWorld): Map<string, NamedCandidates> {
  const named = new Map<string, { readonly name: string; readonly candidates: Candidate[] }>()
  for (const [key, { name, candidates }] of rowsByName(world.sources))
    named.set(key, { name, candidates: [...candidates] })
  const add = (name: string, candidate: Candidate) => {
    const entry = named.get(nameKey(name)) ?? { name, candidates: [] }
    entry.candidates.push(candidate)
    named.set(nameKey(name), entry)
  }
  for (const answer of world.answers) add(answer.name, answerCandidate(answer, named.get(nameKey(answer.name))))
  for (const [name, text] of Object.entries(world.facts)) {
    add(name, systemCandidate(text))
    // Whatever a row calls it, it is known by the name that Slipway gave it.
    named.set(nameKey(name), { name, candidates: named.get(nameKey(name))?.candidates ?? [] })
  }
  for (const [position, output] of world.outputs.entries())
    for (const [name, candidate] of outputCandidates(output, position, world.machine)) add(name, candidate)
  return named
}

function answerCandidate(answer: PlanAnswer, rows: NamedCandidates | undefined): Candidate {
  const common = { origin: { kind: 'answer' }, rowId: answer.variableId, scope: {}, weight: answerWeight } as const
  if ('secret' in answer) return { ...common, content: { kind: 'secret', id: answer.secret } }
  const asks = rows?.candidates.find(candidate => candidate.rowId === answer.variableId)
  const content = { kind: 'text', text: answer.value } as const
  return asks?.refersTo === undefined
    ? { ...common, content }
    : { ...common, content, refersTo: answer.value as AccountId | CertificateId }
}

const systemCandidate = (text: string): Candidate => ({
  origin: { kind: 'system' },
  rowId: null,
  scope: {},
  weight: systemWeight,
  content: { kind: 'text', text }
})

/**
 * Each output under its step's name, and under step and machine. Without a machine in the name, a run sees what its own
 * target set as if it were scoped to that target; failing that, what was set last.
 */
function outputCandidates(
  { step, machine, name, value }: StepOutput,
  position: number,
  here: string | null
): readonly (readonly [string, Candidate])[] {
  const origin = { kind: 'output', step, machine, position } as const
  const candidate = (weight: number): Candidate => ({ origin, rowId: null, scope: {}, weight, content: value })
  const isOwn = machine !== null && machine === here
  return [
    [`Octopus.Action[${step}].Output.${name}`, candidate(isOwn ? scopeWeights.targets : 0)],
    ...(machine === null ? [] : [[`Octopus.Action[${step}].Output[${machine}].${name}`, candidate(0)] as const])
  ]
}

/** Adds what the winner refers to; a name that somebody wrote a row for stays with its row. */
function addMembers(
  name: string,
  decided: Map<string, Contested>,
  named: ReadonlyMap<string, NamedCandidates>,
  references: References,
  context: VariableContext
): void {
  const winner = decided.get(nameKey(name))?.contest.winner?.candidate
  if (winner?.refersTo === undefined) return
  for (const { suffix, content } of membersOf(winner.refersTo, references)) {
    const member: Candidate = {
      origin: { kind: 'member', of: name },
      rowId: winner.rowId,
      scope: {},
      weight: 0,
      content
    }
    const full = `${name}.${suffix}`
    const others = named.get(nameKey(full))
    decided.set(nameKey(full), {
      name: others?.name ?? full,
      contest: contest([...(others?.candidates ?? []), member], context)
    })
  }
}

function membersOf(id: AccountId | CertificateId, { accounts, certificates }: References): readonly Member[] {
  const account = accounts.get(id as AccountId)
  if (account !== undefined) return accountMembers(account)
  const certificate = certificates.get(id as CertificateId)
  return certificate === undefined ? [] : certificateMembers(certificate)
}

export interface ResolveInput extends Omit<VariableWorld, 'machine' | 'facts' | 'answers'> {
  readonly plan: Plan
  readonly stage: Pick<Stage, 'actionId' | 'roles'>
  readonly run: Pick<PlannedRun, 'targetId'>
  /** Every system variable of the run. */
  readonly facts: Readonly<Record<string, string>>
  /** The opened secrets of everything sensitive. @see resolveVariables for what happens when one is missing */
  readonly secrets: ReadonlyMap<SecretId, Secret>
}

/** What names stand for in one run. */
export interface Resolved {
  readonly variables: readonly ResolvedVariable[]
  /** The same as they are written, before their references were replaced. */
  readonly raw: readonly ResolvedVariable[]
  /** The names that several rows claim with equal right, with those rows. They are not among the variables. */
  readonly ties: readonly Contested[]
  /** What sensitive values became that are templates, or parts of secrets: texts to mask besides the stored ones. */
  readonly unfolded: readonly string[]
  /** Sentences on values that refer to themselves or ask too much; they are left as they are written. */
  readonly warnings: readonly string[]
}

/** Where a run happens, as variables are scoped. */
export function contextOfRun(
  plan: Plan,
  stage: Pick<Stage, 'actionId' | 'roles'>,
  run: Pick<PlannedRun, 'targetId'>
): VariableContext {
  const target = targetOf(plan, run)
  return {
    environmentId: plan.environment.id,
    target: target === null ? null : { id: target.id, roles: target.roles },
    step: { actionId: stage.actionId, roles: stage.roles },
    channelId: null,
    process: plan.project.id,
    tenantTags: []
  }
}

/** What decides in one run of a plan. */
export const worldOfRun = (
  { plan, sources, references, facts, outputs }: Omit<ResolveInput, 'secrets' | 'stage'>,
  run: Pick<PlannedRun, 'targetId'>
): VariableWorld => ({
  sources,
  references,
  machine: targetOf(plan, run)?.name ?? null,
  facts,
  answers: plan.answers ?? [],
  outputs
})

/**
 * The variables of one run with their values. Each value is a template over all others; references that nothing answers
 * stay as written. A value that took in a sensitive one becomes sensitive itself.
 * @throws when `secrets` lacks one that is needed: the caller opens all of them before anything runs.
 */
export function resolveVariables(input: ResolveInput): Resolved {
  const decided = contestAll(worldOfRun(input, input.run), contextOfRun(input.plan, input.stage, input.run))
  const raw = new Map<string, { readonly name: string; readonly plain: string; readonly isSecret: boolean }>()
  for (const [
    key,
    {
      name,
      contest: { winner }
    }
  ] of decided)
    if (winner !== null)
      raw.set(key, {
        name,
        plain: readContent(winner.candidate.content, input.secrets),
        isSecret: winner.candidate.content.kind !== 'text'
      })
  const bound = bindVariables([...raw.values()].map(({ name, plain }) => [name, plain] as const))
  const warnings: string[] = []
  const unfolded = new Set<string>()
  const variables = [...raw.values()].map(({ name, plain, isSecret }): ResolvedVariable => {
    if (isSecret) unfolded.add(plain)
    if (!plain.includes('#{')) return { name, value: isSecret ? new Secret(plain) : plain }
    let tookSecret = isSecret
    const onRead = (read: string) => {
      tookSecret ||= raw.get(nameKey(read))?.isSecret === true
    }
    const text = evaluated(
      () => bound.evaluate(plain, { onRead }).text ?? plain,
      error => {
        warnings.push(`The value of “${name}” is left as it is written. ${error.message}`)
        return plain
      }
    )
    if (isSecret) unfolded.add(text)
    return { name, value: tookSecret ? new Secret(text) : text }
  })
  const ties = [...decided.values()].filter(item => item.contest.tied.length > 0)
  const asWritten = [...raw.values()].map(({ name, plain, isSecret }) => ({
    name,
    value: isSecret ? new Secret(plain) : plain
  }))
  return { variables, raw: asWritten, ties, unfolded: [...unfolded], warnings }
}

/** Runs an evaluation; what templates cannot do is handed to `otherwise`. */
export function evaluated(work: () => string, otherwise: (error: TemplateError) => string): string {
  try {
    return work()
  } catch (error) {
    if (error instanceof TemplateError) return otherwise(error)
    throw error
  }
}

/** A content in clear, as it is written: a template. @throws when its secret was not opened. */
export function readContent(content: Content, secrets: ReadonlyMap<SecretId, Secret>): string {
  if (content.kind === 'text') return content.text
  const secret = content.kind === 'opened' ? content.secret : content.id === null ? undefined : secrets.get(content.id)
  if (secret === undefined) throw new Error('A secret that a variable needs was not opened')
  const plain = secret.reveal()
  return content.kind === 'secret' && content.part === 'pem-body' ? base64OfPem(plain) : plain
}

/** Every secret that the values of a world may need, with the names that need them. */
export function secretsOf(world: Omit<VariableWorld, 'machine'>): ReadonlyMap<SecretId, string> {
  const found = new Map<SecretId, string>()
  const take = (name: string, content: Content) => {
    if (content.kind === 'secret' && content.id !== null && !found.has(content.id)) found.set(content.id, name)
  }
  for (const { name, candidates } of candidatesOf({ ...world, machine: null }).values())
    for (const { content, refersTo } of candidates) {
      take(name, content)
      if (refersTo === undefined) continue
      for (const member of membersOf(refersTo, world.references)) take(`${name}.${member.suffix}`, member.content)
    }
  return found
}
