import type { DeploymentSummary } from './deployment'
import type { Plan } from './plan/plan'

/** What a deployment or a runbook run is known by. */
export type Titled = Pick<
  DeploymentSummary,
  'projectName' | 'releaseVersion' | 'environmentName' | 'tenant' | 'runbook'
>

/** The same of a plan. */
export const titledOf = ({ project, release, environment, tenant, runbook }: Plan): Titled => ({
  projectName: project.name,
  releaseVersion: release.version,
  environmentName: environment.name,
  ...(tenant === undefined ? {} : { tenant: { id: tenant.id, name: tenant.name } }),
  runbook: runbook ?? null
})

/** What goes there, without where: `Shop 1.4.2`, or `Rotate keys 3 of Shop` of a runbook. */
export const subjectOf = ({
  projectName,
  releaseVersion,
  runbook
}: Omit<Titled, 'environmentName' | 'tenant'>): string =>
  runbook === null ? `${projectName} ${releaseVersion}` : `${runbook.name} ${releaseVersion} of ${projectName}`

/** Where it goes: `Test`, or `Test for Acme`. */
export const placeOf = ({ environmentName, tenant }: Pick<Titled, 'environmentName' | 'tenant'>): string =>
  tenant === undefined ? environmentName : `${environmentName} for ${tenant.name}`

/** `Shop 1.4.2 to Test for Acme`, or `Rotate keys 3 of Shop in Test` of a runbook run. */
export const titleOf = (item: Titled): string =>
  `${subjectOf(item)} ${item.runbook === null ? 'to' : 'in'} ${placeOf(item)}`

/** `deployment of Shop 1.4.2 to Test`, or `runbook run of Rotate keys 3 of Shop in Test`. */
export const phraseOf = (item: Titled): string =>
  `${item.runbook === null ? 'deployment' : 'runbook run'} of ${titleOf(item)}`
