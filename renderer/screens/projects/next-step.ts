import type { DashboardRow } from '@shared/dashboard'
import type { ProjectId } from '@shared/ids'

export type NextStep = Exclude<DashboardRow['next'], null>

/** The three steps that set a project up, in their order. */
export const nextStepOrder: readonly NextStep[] = ['define-process', 'create-release', 'deploy']

export const nextSteps: Readonly<
  Record<NextStep, { readonly title: string; readonly text: string; readonly href: (id: ProjectId) => string }>
> = {
  'define-process': {
    title: 'Define the process',
    text: 'Say which scripts run, in which order, and on which targets.',
    href: id => `/projects/${id}/process`
  },
  'create-release': {
    title: 'Create a release',
    text: 'Freeze the process and the variables under a version.',
    href: id => `/projects/${id}/releases/new`
  },
  deploy: {
    title: 'Deploy it',
    text: 'Choose an environment, read the plan, and start.',
    href: id => `/projects/${id}`
  }
}

/** What to do next with a project; null once it was deployed. */
export function nextStepOf(facts: {
  readonly steps: number
  readonly releases: number
  readonly deployments: number
}): NextStep | null {
  if (facts.deployments > 0) return null
  if (facts.releases > 0) return 'deploy'
  return facts.steps > 0 ? 'create-release' : 'define-process'
}
