import type { AuditDraft } from '@shared/audit'
import type { DeploymentFact, DeploymentSummary } from '@shared/deployment'
import { phraseOf, type Titled, titleOf } from '@shared/deployment-title'
import { hopsTo } from '@shared/model/jump-host'
import type { ReleaseSnapshot } from '@shared/model/release'
import type { Plan } from '@shared/plan/plan'
import { countOf } from '@shared/plan/words'
import { secretsOf } from '@shared/variables/resolve'
import type { Store } from '../store/store'
import { secretsOf as accountSecrets } from './accounts'
import { changesOf, type Shown } from './audit-changes'
import { referencesIn } from './planning'
import { sentenceList } from './rules'
import { sourcesIn } from './variable-check'

/** What of a deployment an entry names. */
type About = Titled & Pick<DeploymentSummary, 'id' | 'projectId' | 'environmentId'>

/** What an entry about a deployment is about. */
export const refsOf = (item: About) => ({
  subject: { kind: 'deployment' as const, id: item.id, name: titleOf(item) },
  projectId: item.projectId,
  environmentId: item.environmentId
})

/** What the audit log says about the beginning of a deployment: what was launched, and which secrets it uses, by name. */
export function launchDrafts(store: Store, summary: DeploymentSummary, launch: Launched) {
  const { plan, snapshot } = launch
  const secrets = secretsUsed(store, plan, snapshot)
  const used: AuditDraft = {
    verb: 'used',
    ...refsOf(summary),
    summary: `Used ${sentenceList(secrets)} ${summary.runbook === null ? 'to deploy' : 'to run'} ${titleOf(summary)}.`
  }
  return [launched(summary, launch), ...(secrets.length > 0 ? [used] : [])]
}

/** What was launched, with what was said about it. */
interface Launched
  extends Pick<DeploymentFact & { readonly kind: 'queued' }, 'plan' | 'comment' | 'approvals' | 'hasPriority'> {
  readonly snapshot: ReleaseSnapshot
}

function launched(summary: DeploymentSummary, { plan, comment, approvals, hasPriority }: Launched): AuditDraft {
  const fields: readonly (readonly [string, Shown])[] = [
    ['Release', plan.release.version],
    ['Runbook', plan.runbook?.name ?? null],
    ['Release hash', plan.release.snapshot],
    ['Environment', plan.environment.name],
    ['Tenant', plan.tenant?.name ?? null],
    ['Targets', { list: plan.targets.map(target => target.name) }],
    ['Steps', plan.stages.length],
    ['Comment', comment ?? null],
    ['Before others that wait', hasPriority ?? null],
    ['In spite of a freeze, because', plan.choices?.overridesFreeze ?? null],
    ['Approved by', { list: (approvals ?? []).map(({ name, words }) => `${name} (${words})`) }]
  ]
  return {
    verb: 'launched',
    ...refsOf(summary),
    summary: `Launched the ${phraseOf(summary)} on ${plan.targets.length === 0 ? 'this machine' : countOf(plan.targets.length, 'target')}.`,
    changes: fields.flatMap(([field, value]) => changesOf(field, null, value))
  }
}

/** Accounts and variables whose secrets the deployment gets, described for a sentence. */
function secretsUsed(store: Store, plan: Plan, snapshot: ReleaseSnapshot): readonly string[] {
  const ids = new Set(
    plan.targets.flatMap(({ id }) => {
      const target = store.targets.get(id)
      if (target?.kind !== 'ssh') return []
      const hops = hopsTo(target.viaId, hop => store.jumpHosts.get(hop)) ?? []
      return [target.accountId, ...hops.map(hop => hop.accountId)]
    })
  )
  const accounts = [...ids].flatMap(id => {
    const account = store.accounts.get(id)
    return account && accountSecrets(account).length > 0 ? [`the account “${account.name}”`] : []
  })
  const needed = secretsOf({
    sources: sourcesIn(snapshot),
    references: referencesIn(store),
    answers: plan.answers ?? []
  })
  const variables = [...needed.values()].map(name => `the variable “${name}”`)
  return [...accounts, ...new Set(variables)]
}

const outcomes = {
  succeeded: 'succeeded',
  failed: 'failed',
  expired: 'did not begin in time',
  cancelled: 'was cancelled',
  'handed-over': 'was handed over'
} as const

/** What the audit log says about the end of a deployment; nothing about one that is open. */
export function endDrafts(summary: DeploymentSummary): readonly AuditDraft[] {
  const what = `The ${phraseOf(summary)}`
  if (summary.state === 'interrupted')
    return [
      {
        verb: 'interrupted',
        ...refsOf(summary),
        summary: `${what} was interrupted because Slipway ended while it was under way.`,
        door: 'slipway'
      }
    ]
  if (summary.state !== 'finished' || summary.outcome === null) return []
  return [
    {
      verb: 'finished',
      ...refsOf(summary),
      summary: `${what} ${outcomes[summary.outcome]}.`,
      changes: changesOf('Outcome', null, summary.summary),
      door: 'slipway'
    }
  ]
}

/** A beginning that the log of the deployment tells of and the audit log does not, because the app ended in between. */
export const foundDrafts = (summary: DeploymentSummary): readonly AuditDraft[] => [
  {
    verb: 'launched',
    ...refsOf(summary),
    summary: `${summary.queuedBy} launched the ${phraseOf(summary)}; entered later, from its own log.`,
    door: 'slipway'
  }
]
