import { Button } from '@mantine/core'
import type { ActionId, ProjectId, ReleaseId } from '@shared/ids'
import type { Plan, PlanPrompt } from '@shared/plan/plan'
import { stepCounts } from '@shared/plan/plan-blocks'
import { Icon } from '../../components/Icon'
import { Loaded } from '../../components/Loaded'
import { PlanView } from '../../components/plan/PlanView'
import { plural } from '../../lib/plural'
import { useRead } from '../../stores/catalog'
import { usePlanShown } from '../../stores/demo-guide'
import { valueOr } from '../../stores/load'
import type { PlanRead, PlanRequest } from '../../stores/plan'
import { ApprovalCard } from './ApprovalCard'
import { FreezeOverride } from './FreezeOverride'
import classes from './LaunchPane.module.css'
import type { LeaveByLink } from './leave-by-link'
import { PlanProblems } from './PlanProblems'
import { PlanVariables } from './PlanVariables'
import { PromptFields } from './PromptFields'
import type { Answering } from './use-answers'
import type { LaunchView } from './use-launch-view'
import type { Preflight } from './use-preflight'

interface PlanColumnProps {
  readonly read: PlanRead
  readonly request: PlanRequest
  readonly projectId: ProjectId
  readonly prompts: readonly PlanPrompt[]
  readonly whereOf: (prompt: PlanPrompt) => string | null
  readonly answers: Answering
  readonly view: LaunchView
  readonly preflight: Preflight
  readonly leftOut: readonly ActionId[]
  readonly onSkip: (action: ActionId, isSkipped: boolean) => void
  /** Says why it has to be although a freeze is under way. */
  readonly onOverride: (reason: string) => void
  /** Something was typed. */
  readonly onTyped: () => void
  readonly onLeave: LeaveByLink
}

/** What stands against it, what is asked, and the plan. */
export function PlanColumn(props: PlanColumnProps) {
  const { read, request, projectId, prompts, whereOf, answers, view, preflight, leftOut } = props
  const { onSkip, onOverride, onTyped, onLeave } = props
  usePlanShown(projectId, request.environmentId, read.load.state === 'ready')
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long plan is scrolled with the keyboard
    <section className={classes.plan} aria-label="Plan and problems" tabIndex={0} aria-busy={read.isBehind}>
      <Loaded load={read.load} onRetry={read.again} what="the plan">
        {({ problems, plan, draft, hash, approvals }) => {
          const shown = plan ?? draft
          return (
            <>
              <Changes changes={read.changes} onAccept={read.accept} />
              <PlanProblems
                problems={problems}
                projectId={projectId}
                onFixed={read.again}
                onLeave={onLeave}
                actionsFor={({ failure }) =>
                  failure.kind === 'frozen' ? <FreezeOverride onTyped={onTyped} onReason={onOverride} /> : undefined
                }
              />
              {approvals && <ApprovalCard status={approvals} hash={hash} request={request} onTyped={onTyped} />}
              {prompts.length > 0 && <Questions prompts={prompts} whereOf={whereOf} answers={answers} />}
              {shown && shown.stages.length > 0 && (
                <>
                  <Heading plan={shown} isDraft={plan === null} preflight={preflight} view={view} />
                  <PlanView
                    plan={shown}
                    leftOut={leftOut}
                    onSkip={onSkip}
                    opened={view.aside.kind === 'script' ? view.aside.run : null}
                    onOpen={run => view.show({ kind: 'script', run })}
                    verdictOf={preflight.verdictOf}
                  />
                  <PlanVariables
                    releaseId={request.releaseId as ReleaseId}
                    plan={shown}
                    prompts={prompts}
                    name={view.explained}
                    onExplain={view.explain}
                  />
                </>
              )}
            </>
          )
        }}
      </Loaded>
    </section>
  )
}

interface HeadingProps {
  readonly plan: Plan
  /** Something stands against it. */
  readonly isDraft: boolean
  readonly preflight: Preflight
  readonly view: LaunchView
}

function Heading({ plan, isDraft, preflight, view }: HeadingProps) {
  const { running, all } = stepCounts(plan)
  const steps = running === all ? plural(all, 'step') : `${running} of ${plural(all, 'step')}`
  const check = () => {
    view.show({ kind: 'targets' })
    if (preflight.report === null || preflight.isStale) preflight.check()
  }
  return (
    <div className={classes.heading}>
      <h3 className={classes.headingText}>
        {isDraft ? 'Would run' : 'Plan'}: {steps} on{' '}
        {plan.targets.length === 0 ? 'this machine' : plural(plan.targets.length, 'target')}
        {plan.isGuided && <span className={classes.headingNote}>a person is asked after failures</span>}
      </h3>
      <Button
        variant="default"
        size="compact-sm"
        loading={preflight.isChecking}
        leftSection={<Icon name="pulse" size={13} />}
        onClick={check}
      >
        Check targets
      </Button>
    </div>
  )
}

interface ChangesProps {
  readonly changes: readonly string[]
  readonly onAccept: () => void
}

/** How many changes are named. */
const namedChanges = 6

/** The plan became another one while it was looked at. */
function Changes({ changes, onAccept }: ChangesProps) {
  if (changes.length === 0) return null
  const rest = changes.length - namedChanges
  return (
    <div className={classes.changes} role="status">
      <Icon name="refresh" size={14} />
      <div className={classes.changesBody}>
        <p className={classes.changesTitle}>The plan was made anew since you opened it.</p>
        <ul className={classes.changesList}>
          {changes.slice(0, namedChanges).map(change => (
            <li key={change}>{change}</li>
          ))}
          {rest > 0 && <li>And {rest} more.</li>}
        </ul>
      </div>
      <Button size="compact-sm" variant="default" onClick={onAccept}>
        Got it
      </Button>
    </div>
  )
}

interface QuestionsProps {
  readonly prompts: readonly PlanPrompt[]
  readonly whereOf: (prompt: PlanPrompt) => string | null
  readonly answers: Answering
}

/** The prompts, with what those for references choose from. */
function Questions({ prompts, whereOf, answers }: QuestionsProps) {
  const asks = (type: PlanPrompt['type']) => prompts.some(prompt => prompt.type === type)
  const accounts = useRead('account.list', asks('account') ? {} : null)
  const certificates = useRead('certificate.list', asks('certificate') ? {} : null)
  return (
    <PromptFields
      prompts={prompts}
      whereOf={whereOf}
      answers={answers}
      accounts={valueOr(accounts.load, [])}
      certificates={valueOr(certificates.load, [])}
    />
  )
}
