import type { Lifecycle, Phase, Retention } from '@shared/model/lifecycle'
import { countOf } from '@shared/plan/words'
import type { Store } from '../store/store'
import type { Audited } from './audit-drafts'

/** Lifecycles refer to environments, which people know by name. */
export const lifecycleAudit = (store: Pick<Store, 'environments'>): Audited<Lifecycle> => ({
  kind: 'lifecycle',
  word: 'lifecycle',
  fields: [
    { name: 'Name', of: ({ name }) => name },
    { name: 'Description', of: ({ description }) => description },
    {
      name: 'Phases',
      of: ({ phases }) =>
        phases.length === 0 ? 'each environment' : phases.map(phase => phaseText(store, phase)).join(' → ')
    },
    { name: 'Keeps', of: ({ retention }) => retentionText(retention) },
    { name: 'Default', of: ({ isDefault }) => isDefault }
  ]
})

/** Such as `Test (QA, Staging automatically; 1 is enough; optional)`. */
function phaseText({ environments }: Pick<Store, 'environments'>, phase: Phase): string {
  const places = phase.environments.map(({ id, isAutomatic }) => {
    const name = environments.get(id)?.name ?? id
    return isAutomatic ? `${name} automatically` : name
  })
  const words = [
    places.length === 0 ? 'all others' : places.join(', '),
    ...(phase.minimum === 0 ? [] : [phase.minimum === 1 ? '1 is enough' : `${phase.minimum} are enough`]),
    ...(phase.isOptional ? ['optional'] : []),
    ...(phase.retention === undefined ? [] : [`keeps ${retentionText(phase.retention)}`])
  ]
  return `${phase.name} (${words.join('; ')})`
}

function retentionText(retention: Retention): string {
  if (retention.keep === 'forever') return 'everything'
  return retention.keep === 'releases'
    ? countOf(retention.count, 'release')
    : `releases of ${countOf(retention.count, 'day')}`
}
