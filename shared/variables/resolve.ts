import type { SecretId } from '../ids'
import { lazily } from '../lazily'
import type { Plan, PlannedRun, PlanTarget, Stage } from '../plan/plan'
import { Secret } from '../secret'
import { type BindOptions, type Bound, bindVariables, TemplateError } from '../template/index'
import type { Content } from './contest'
import type { VariableContext } from './context'
import { type Contested, candidatesOf, contestAll, membersOf, type VariableWorld } from './decide'
import { base64OfPem } from './members'
import { nameKey } from './rows'
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

export interface ResolveInput extends Omit<VariableWorld, 'machine' | 'facts' | 'answers'> {
  readonly plan: Plan
  readonly stage: Pick<Stage, 'actionId' | 'roles'>
  readonly run: Pick<PlannedRun, 'targetId'>
  /** Every system variable of the run. */
  readonly facts: Readonly<Record<string, string>>
  /** The opened secrets of everything sensitive. @see resolveVariables for what happens when one is missing */
  readonly secrets: ReadonlyMap<SecretId, Secret>
  /** Called with texts to mask that are made of secrets only later, by texts that refer to them. */
  readonly onUnfolded?: (texts: readonly string[]) => void
}

/** What names stand for in one run. */
export interface Resolved {
  readonly variables: readonly ResolvedVariable[]
  /** The same as they are written, before their references were replaced. */
  readonly raw: () => readonly ResolvedVariable[]
  /** For texts that refer to them: what they are as written, so that nothing is evaluated twice. */
  readonly templates: () => Bound
  /** Whether a name stands for a value that is stored as a secret, or was passed on as one. */
  readonly isSecret: (name: string) => boolean
  /** For those who bind the values as they are written anew: it tells of what is made of secrets as `templates` do. */
  readonly watch: Pick<BindOptions, 'isSensitive' | 'onMade'>
  /** The names that several rows claim with equal right, with those rows. They are not among the variables. */
  readonly ties: readonly Contested[]
  /**
   * Texts to mask besides the stored secrets: what sensitive values became that are templates, parts of secrets, and what
   * filters made of secrets. Those that are known by now: texts that are evaluated later add theirs.
   */
  readonly unfolded: readonly string[]
  /** Sentences on values that refer to themselves or ask too much; they are left as they are written. */
  readonly warnings: readonly string[]
}

/** Where a run happens, as variables are scoped. */
export const contextOfRun = (
  plan: Plan,
  stage: Pick<Stage, 'actionId' | 'roles'>,
  run: Pick<PlannedRun, 'targetId'>
): VariableContext => contextAt(plan, stage, targetOf(plan, run))

/** The same for who has the target at hand; null for what runs once on this machine. */
export const contextAt = (
  plan: Plan,
  stage: Pick<Stage, 'actionId' | 'roles'>,
  target: Pick<PlanTarget, 'id' | 'roles'> | null
): VariableContext => ({
  environmentId: plan.environment.id,
  target: target === null ? null : { id: target.id, roles: target.roles },
  step: { actionId: stage.actionId, roles: stage.roles },
  channelId: plan.channelId ?? null,
  process: plan.runbook?.id ?? plan.project.id,
  tenantTags: plan.tenant?.tags ?? []
})

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
  const raw = rawValues(decided, input.secrets)
  const warnings: string[] = []
  const unfolded = new Set<string>()
  const isSecret = (name: string) => raw.get(nameKey(name))?.isSecret === true
  let areValuesDone = false
  const onMade = (made: Made) => {
    const fresh = madeOfSecrets(made, raw).filter(text => !unfolded.has(text))
    for (const text of fresh) unfolded.add(text)
    if (areValuesDone && fresh.length > 0) input.onUnfolded?.(fresh)
  }
  const watch = { isSensitive: isSecret, onMade }
  const templates = lazily(() =>
    bindVariables(
      [...raw.values()].map(({ name, plain }) => [name, plain] as const),
      watch
    )
  )
  const variables = [...raw.values()].map(({ name, plain, isSecret: isOne }): ResolvedVariable => {
    if (isOne) unfolded.add(plain)
    if (!plain.includes('#{')) return { name, value: isOne ? new Secret(plain) : plain }
    let tookSecret = isOne
    const onRead = (read: string) => {
      tookSecret ||= isSecret(read)
    }
    const text = evaluated(
      () => templates().evaluate(plain, { onRead }).text ?? plain,
      error => {
        warnings.push(`The value of “${name}” is left as it is written. ${error.message}`)
        return plain
      }
    )
    if (isOne) unfolded.add(text)
    return { name, value: tookSecret ? new Secret(text) : text }
  })
  const ties = [...decided.values()].filter(item => item.contest.tied.length > 0)
  areValuesDone = true
  return {
    variables,
    raw: () => asWritten(raw),
    templates,
    isSecret,
    watch,
    ties,
    get unfolded() {
      return [...unfolded]
    },
    warnings
  }
}

const asWritten = (raw: RawValues): readonly ResolvedVariable[] =>
  [...raw.values()].map(({ name, plain, isSecret }) => ({ name, value: isSecret ? new Secret(plain) : plain }))

type Made = Parameters<NonNullable<BindOptions['onMade']>>[0]

/**
 * Those texts that give away a secret which is not in them as it is, so that masking the secret itself would not hide
 * them. A mere true or false hides nothing, and logs are full of it.
 * @param raw the values as they are written, by the keys of their names
 */
export const madeOfSecrets = (
  made: Made,
  raw: ReadonlyMap<string, Pick<RawValue, 'plain' | 'isSecret'>>
): readonly string[] =>
  [...made].flatMap(([text, names]) => {
    const taken = [...names].flatMap(name => raw.get(nameKey(name)) ?? []).filter(({ isSecret }) => isSecret)
    return /^(true|false)$/i.test(text) || taken.every(({ plain }) => text.includes(plain)) ? [] : [text]
  })

/** By the key of the name. */
type RawValues = ReadonlyMap<string, RawValue>

interface RawValue {
  readonly name: string
  readonly plain: string
  readonly isSecret: boolean
}

function rawValues(decided: ReadonlyMap<string, Contested>, secrets: ReadonlyMap<SecretId, Secret>): RawValues {
  const raw = new Map<string, RawValue>()
  for (const [key, { name, contest }] of decided) {
    const content = contest.winner?.candidate.content
    if (content !== undefined)
      raw.set(key, { name, plain: readContent(content, secrets), isSecret: content.kind !== 'text' })
  }
  return raw
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

/** Every secret that values may need before anything runs, with the names that need them. */
export function secretsOf(
  world: Pick<VariableWorld, 'sources' | 'references' | 'answers'>
): ReadonlyMap<SecretId, string> {
  const found = new Map<SecretId, string>()
  const take = (name: string, content: Content) => {
    if (content.kind === 'secret' && content.id !== null && !found.has(content.id)) found.set(content.id, name)
  }
  for (const { name, candidates } of candidatesOf({ ...world, facts: {}, outputs: [], machine: null }).values())
    for (const { content, refersTo } of candidates) {
      take(name, content)
      if (refersTo === undefined) continue
      for (const member of membersOf(refersTo, world.references)) take(`${name}.${member.suffix}`, member.content)
    }
  return found
}
