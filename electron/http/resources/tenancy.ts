import type { ProjectTenancy, TargetTenancy } from '@shared/model/tenant'
import { refuse } from '../request'

/** Octopus' words for whether something is for tenants, for projects, runbooks and machines alike. */
const words = { no: 'Untenanted', also: 'TenantedOrUntenanted', only: 'Tenanted' } as const

/** Whether a project takes tenants, as Octopus says it. */
export const projectTenancyWord = (tenancy: ProjectTenancy | undefined): string =>
  tenancy === undefined ? words.no : tenancy === 'allowed' ? words.also : words.only

/**
 * The same the other way round; undefined for none.
 * @throws FailureError for another word
 */
export function projectTenancyIn(text: string): ProjectTenancy | undefined {
  switch (text.trim().toLowerCase()) {
    case words.no.toLowerCase():
      return undefined
    case words.also.toLowerCase():
      return 'allowed'
    case words.only.toLowerCase():
      return 'required'
    default:
      return refuse(
        'TenantedDeploymentMode',
        `There is no mode “${text}”.`,
        `Say ${Object.values(words).join(', ')}, or leave it out.`
      )
  }
}

/** Whether a machine takes part in deployments for tenants, as Octopus says it. */
export const participationWord = (tenancy: TargetTenancy | undefined): string =>
  tenancy === undefined ? words.no : tenancy.mode === 'both' ? words.also : words.only

/** Whether runbooks of a project are run for tenants, as Octopus says it: no project has to. */
export const runbookTenancyWord = (takesTenants: boolean): string => (takesTenants ? words.also : words.no)

/** Refuses what would have runbooks of the project run for others than they are. @throws FailureError */
export function refuseRunbookTenancy(text: string | undefined, takesTenants: boolean): void {
  const wanted = text?.trim().toLowerCase()
  // Clients say Untenanted where nobody thought about it.
  const accepted = [words.no, runbookTenancyWord(takesTenants)].map(word => word.toLowerCase())
  if (wanted === undefined || accepted.includes(wanted)) return
  refuse(
    'MultiTenancyMode',
    takesTenants
      ? 'A runbook of a project that takes tenants may be run for one, and never has to be.'
      : 'The project takes no tenants, so its runbooks are run without one.',
    `Say ${runbookTenancyWord(takesTenants)}, or leave it out.`
  )
}
