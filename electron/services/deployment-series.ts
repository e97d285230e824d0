import type { Deployment } from '@shared/deployment'

/** Of whose deployments one is under way at a time. */
export const keyOf = ({ plan, concurrencyTag }: Pick<Deployment, 'plan' | 'concurrencyTag'>): string =>
  concurrencyTag ?? seriesOf(plan)

/**
 * Deployments of one project to one environment go one after the other; so do the runs of one runbook in one. Tenants are
 * in nobody's way. It is spelled as Octopus spells the tag that stands for it, so that another project can name it.
 */
export const seriesOf = ({ project, environment, runbook, tenant }: Deployment['plan']): string =>
  [...(tenant === undefined ? [] : [tenant.id]), runbook?.id ?? project.id, environment.id].join('/')
