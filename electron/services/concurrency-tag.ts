import type { ReleaseSnapshot } from '@shared/model/release'
import type { Plan } from '@shared/plan/plan'
import { bindVariables } from '@shared/template/index'
import { contestAll } from '@shared/variables/decide'
import type { References } from '@shared/variables/members'
import { evaluated } from '@shared/variables/resolve'
import { nameKey } from '@shared/variables/rows'
import { sourcesIn } from './variable-check'

const tag = nameKey('Octopus.Task.ConcurrencyTag')

/**
 * Of which deployments one is to run at a time, as the variable says whose value is the same text for all of them; null
 * where it is not set. It is worked out once for the whole deployment, so rows for targets or steps do not count; nor
 * does a sensitive one, because the queue must work while the vault is locked.
 */
export function concurrencyTagOf(plan: Plan, snapshot: ReleaseSnapshot, references: References): string | null {
  const sources = sourcesIn(snapshot)
  const rows = [...sources.variables, ...sources.librarySets.flatMap(set => set.variables)]
  if (!rows.some(({ name }) => nameKey(name) === tag)) return null
  const world = {
    sources,
    references,
    machine: null,
    facts: plan.facts ?? {},
    answers: plan.answers ?? [],
    outputs: []
  }
  const decided = contestAll(world, {
    environmentId: plan.environment.id,
    target: null,
    step: null,
    channelId: plan.channelId ?? null,
    process: plan.runbook?.id ?? plan.project.id,
    tenantTags: plan.tenant?.tags ?? []
  })
  const texts = new Map<string, readonly [string, string]>()
  for (const [key, { name, contest }] of decided) {
    const content = contest.winner?.candidate.content
    if (content?.kind === 'text') texts.set(key, [name, content.text])
  }
  const [, written = ''] = texts.get(tag) ?? []
  const text = evaluated(
    () => bindVariables([...texts.values()]).evaluate(written).text ?? written,
    () => written
  ).trim()
  return text === '' ? null : text
}
