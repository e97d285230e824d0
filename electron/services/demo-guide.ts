import type { Parsed } from '@shared/api'
import { type DemoGuide, type GuideAbout, type GuideRecord, type GuideStep, guideSteps } from '@shared/demo-guide'
import { hasSucceeded } from '@shared/deployment'
import type { Failure } from '@shared/failure'
import { defaultSettings } from '@shared/model/settings'
import { fail, ok, type Result } from '@shared/result'
import type { ServiceContext } from './context'

type Change = Parsed<'demoGuide.change'>

/** What really happened, as far as the guide asks for it. */
type Happened = Pick<DemoGuide, 'explained' | 'deployed' | 'isMended' | 'bundled' | 'isReceiptIn'> & {
  /** What was done of that which is no matter of looking at something. */
  readonly done: ReadonlySet<GuideStep>
}

/** The guide through the demo: what was looked at is noted, and everything else follows from what is there. */
export function createDemoGuide({ store, publish, exclusive }: ServiceContext) {
  const settings = () => store.settings.get(defaultSettings.id) ?? defaultSettings

  const keep = async (demoGuide: GuideRecord): Promise<void> => {
    await store.settings.put({ ...settings(), demoGuide })
    publish({ type: 'catalog.changed', entity: 'settings' })
  }

  const happened = async ({ projectId, after, production, aboard, runbookId }: GuideAbout): Promise<Happened> => {
    const there = { projectId, environmentId: production, kind: 'deployment' } as const
    const [newest] = await store.deployments.newest(there, 1)
    const deployments = await store.deployments.newest({ ...there, releaseId: after }, 100)
    const [mended] = await store.deployments.newest({ runbookId, states: ['succeeded'] }, 1)
    const carried = await store.deployments.newest({ projectId, environmentId: aboard }, 100)
    const bundle = store.bundles.all().findLast(({ deploymentId }) => carried.some(({ id }) => id === deploymentId))
    const done = new Set<GuideStep>()
    if (deployments.some(({ outcome }) => outcome === 'failed' || outcome === 'succeeded')) done.add('deploy')
    if (mended !== undefined && deployments.some(hasSucceeded)) done.add('mend')
    if (bundle !== undefined) done.add('bundle')
    return {
      explained: newest?.id ?? null,
      deployed: deployments[0]?.id ?? null,
      isMended: mended !== undefined,
      bundled: bundle?.deploymentId ?? null,
      isReceiptIn: bundle !== undefined && bundle.acknowledgedAt !== null,
      done
    }
  }

  return {
    /** Called by the demo, once it is filled. */
    begin: (about: GuideAbout): Promise<void> =>
      exclusive(() => keep({ about, lookedAt: [], skipped: [], isPutAway: false })),

    get: async (): Promise<Result<DemoGuide | null>> => {
      const record = settings().demoGuide
      if (record === undefined) return ok(null)
      const { done, ...facts } = await happened(record.about)
      const looked: ReadonlySet<GuideStep> = new Set(record.lookedAt)
      const steps = guideSteps.map(step => {
        if (done.has(step) || looked.has(step)) return { step, state: 'done' as const }
        return { step, state: record.skipped.includes(step) ? ('skipped' as const) : ('open' as const) }
      })
      return ok({ about: record.about, steps, isPutAway: record.isPutAway, ...facts })
    },

    change: (change: Change): Promise<Result<null>> =>
      exclusive(async () => {
        const before = settings().demoGuide
        if (before === undefined) return fail(notTheDemo)
        await keep(changed(before, change))
        return ok(null)
      })
  }
}

function changed(record: GuideRecord, change: Change): GuideRecord {
  switch (change.change) {
    case 'looked-at':
      return { ...record, lookedAt: [...record.lookedAt.filter(step => step !== change.step), change.step] }
    case 'skipped': {
      const others = record.skipped.filter(step => step !== change.step)
      return { ...record, skipped: change.isSkipped ? [...others, change.step] : others }
    }
    case 'put-away':
      return { ...record, isPutAway: change.isPutAway }
  }
}

const notTheDemo: Failure = {
  kind: 'forbidden',
  message: 'Only the demo has a guide.',
  remedy: 'Open the demo first.'
}
