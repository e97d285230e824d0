import type { PlanProblem } from './plan'

/** What a problem is about. */
export type About = PlanProblem['about']

const problem =
  (severity: PlanProblem['severity']) =>
  (about: About, message: string, remedy: string): PlanProblem => ({
    severity,
    about,
    failure: { kind: 'plan-has-problems', message, remedy }
  })

/** Prevents the deployment. */
export const error = problem('error')
/** Is said, and prevents nothing. */
export const warning = problem('warning')
