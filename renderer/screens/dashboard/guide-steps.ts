import type { DemoGuide, GuideStep } from '@shared/demo-guide'
import { explainedName } from '../../stores/demo-guide'
import type { Overlay } from '../../stores/overlay'
import { comparisonAddress } from '../comparison/addresses'

/** What a step of the guide says, and where it leads. */
export interface GuideWords {
  readonly title: string
  readonly text: string
  readonly action: {
    readonly label: string
    /** The key that does the same, or helps there. */
    readonly keys?: string
    readonly does: { readonly kind: 'go'; readonly href: string } | { readonly kind: 'show'; readonly overlay: Overlay }
  }
}

const go = (label: string, href: string, keys?: string): GuideWords['action'] => ({
  label,
  does: { kind: 'go', href },
  ...(keys === undefined ? {} : { keys })
})

/** What a step says as things stand. */
export const guideWords = (guide: DemoGuide, step: GuideStep): GuideWords => words[step](guide)

const words: Readonly<Record<GuideStep, (guide: DemoGuide) => GuideWords>> = {
  dashboard: () => ({
    title: 'Look at the dashboard',
    text: 'A row for each project, a cell for what an environment has of it; behind each cell is its deployment.',
    action: go('Show the dashboard', '/')
  }),
  compare: ({ about }) => ({
    title: 'Compare two releases',
    text: 'One value and one script of Harbour Tickets changed, and the script says what may go wrong.',
    action: go('Compare 3.1.1 with 3.2.0', comparisonAddress(about.before, about.after, about.production))
  }),
  explain: ({ about, explained }) => ({
    title: `Ask why ${explainedName} is “trace”`,
    text: 'Four rows have a value for it. On web-2 the one for that target wins, and the explanation shows by how much.',
    action: go(
      `Explain ${explainedName}`,
      explained === null
        ? `/projects/${about.projectId}/variables`
        : `/deployments/${explained}?explain=${explainedName}&target=${about.marked}`
    )
  }),
  plan: guide => ({
    title: 'Read the plan for Production',
    text: 'Everything that would run and where, before anything does.',
    action: deploying(guide, 'Plan 3.2.0 for Production')
  }),
  deploy: guide => ({
    title: isMendedFirst(guide) ? 'Deploy it' : 'Deploy it, and see it fail',
    text: isMendedFirst(guide)
      ? 'Type the name of the environment and deploy. The mark is gone already, so that no target refuses a step.'
      : 'Type the name of the environment and deploy. One target refuses a late step, and the log says why.',
    action: deploying(guide, 'Deploy 3.2.0 to Production')
  }),
  mend: guide => ({ title: 'Repair it, and continue', text: mendText(guide), action: mendAction(guide) }),
  bundle: ({ about, bundled, isReceiptIn }) => ({
    title: 'Carry a release aboard',
    text: bundleText(bundled !== null, isReceiptIn),
    action:
      bundled === null
        ? {
            label: 'Deploy 3.2.0 aboard',
            keys: 'D',
            does: {
              kind: 'show',
              overlay: {
                kind: 'deploy',
                projectId: about.projectId,
                releaseId: about.after,
                environmentId: about.aboard
              }
            }
          }
        : go('Go to the bundle', `/deployments/${bundled}`)
  })
}

/** Whoever runs the runbook before the deployment never sees it fail. */
const isMendedFirst = ({ isMended, deployed }: DemoGuide): boolean => isMended && deployed === null

function mendText(guide: DemoGuide): string {
  if (isMendedFirst(guide))
    return 'The mark is gone before anything was deployed: deploy, and nothing is left to repair.'
  if (guide.steps.some(({ step, state }) => step === 'mend' && state === 'done'))
    return 'The mark is gone, and the deployment went well.'
  return guide.isMended
    ? 'The mark is gone. Continue the deployment: it goes on from the failed step, on that one target.'
    : 'Run the runbook “End Maintenance” on web-2, then continue the deployment from the failed step.'
}

function mendAction(guide: DemoGuide): GuideWords['action'] {
  if (isMendedFirst(guide)) return deploying(guide, 'Deploy 3.2.0 to Production')
  return guide.isMended
    ? go('Go to the deployment', `/deployments/${guide.deployed}`)
    : go('Go to the runbook', `/runbooks/${guide.about.runbookId}`, 'R')
}

function bundleText(isWritten: boolean, isReceiptIn: boolean): string {
  if (isReceiptIn) return 'The receipt is in, and the log has what happened aboard.'
  return isWritten
    ? 'Save a copy and run “sh deploy.sh” in it; its password is “gangway”. Then drop the receipt on the deployment.'
    : 'No network reaches a ferry: its deployment is a bundle that somebody carries there, and a receipt comes back.'
}

const deploying = ({ about }: DemoGuide, label: string): GuideWords['action'] => ({
  label,
  keys: 'D',
  does: {
    kind: 'show',
    overlay: {
      kind: 'deploy',
      projectId: about.projectId,
      releaseId: about.after,
      environmentId: about.production
    }
  }
})
