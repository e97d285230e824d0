import type { AccountId, CertificateId } from '../ids'
import type { PlanAnswer } from '../plan/plan'
import { type Candidate, type Content, type Contest, contest } from './contest'
import { answerWeight, scopeWeights, systemWeight, type VariableContext } from './context'
import { accountMembers, certificateMembers, type Member, type References } from './members'
import { type NamedCandidates, nameKey, rowsByName, type VariableSources } from './rows'

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

/** Every run of a deployment has the same rows: they are sorted by name once. */
const knownRows = new WeakMap<VariableSources, ReadonlyMap<string, NamedCandidates>>()

function rowsOf(sources: VariableSources): ReadonlyMap<string, NamedCandidates> {
  const known = knownRows.get(sources) ?? rowsByName(sources)
  knownRows.set(sources, known)
  return known
}

/** All candidates by `nameKey` but for members, which depend on who wins. */
export function candidatesOf(world: VariableWorld): Map<string, NamedCandidates> {
  const named = new Map(rowsOf(world.sources))
  const add = (name: string, candidate: Candidate) => {
    const known = named.get(nameKey(name))
    const isSystem = candidate.origin.kind === 'system'
    // Whatever a row calls it, it is known by the name that Slipway gave it.
    const shown = known === undefined || isSystem ? name : known.name
    named.set(nameKey(name), { name: shown, candidates: known ? [...known.candidates, candidate] : [candidate] })
  }
  for (const answer of world.answers) add(answer.name, answerCandidate(answer, named.get(nameKey(answer.name))))
  for (const [name, text] of Object.entries(world.facts)) add(name, systemCandidate(text))
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

/** What a reference offers; nothing when its record is gone. */
export function membersOf(id: AccountId | CertificateId, { accounts, certificates }: References): readonly Member[] {
  const account = accounts.get(id as AccountId)
  if (account !== undefined) return accountMembers(account)
  const certificate = certificates.get(id as CertificateId)
  return certificate === undefined ? [] : certificateMembers(certificate)
}
