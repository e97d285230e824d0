import { Modal } from '@mantine/core'
import type { PlanPrompt } from '@shared/plan/plan'
import { type KeyboardEvent, useState } from 'react'
import { Loaded } from '../../components/Loaded'
import { PlanPreview } from '../../components/PlanPreview'
import { plural } from '../../lib/plural'
import { useReturnFocus } from '../../lib/use-return-focus'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { usePlan } from '../../stores/plan'
import { ChoiceFields } from './ChoiceFields'
import { Confirmation } from './Confirmation'
import classes from './DeployDialog.module.css'
import { PlanProblems } from './PlanProblems'
import { PlanVariables } from './PlanVariables'
import { PromptFields } from './PromptFields'
import { type Answering, useAnswers } from './use-answers'
import { type DeployStart, useDeployChoice } from './use-deploy-choice'

/** Pixels between the window's edge and the dialog. */
const dialogTop = 48

const nothingAsked: readonly PlanPrompt[] = []

interface DeployDialogProps {
  readonly start: DeployStart
  readonly onClose: () => void
}

/** Chooses what goes where, asks what there is to answer, shows the plan, and starts it. */
export function DeployDialog({ start, onClose }: DeployDialogProps) {
  useReturnFocus()
  const choice = useDeployChoice(start)
  const { project, release, environment } = choice
  const plan = usePlan(release?.id ?? null, environment?.id ?? null)
  const result = plan.load?.state === 'ready' ? plan.load.value : null
  const prompts = result?.prompts ?? nothingAsked
  const answers = useAnswers(prompts)
  const [explained, setExplained] = useState<string | null>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || explained === null) return
    event.stopPropagation()
    setExplained(null)
  }
  return (
    // Its top stays where it is when the plan arrives. While a variable is explained, Escape leads back to the list.
    <Modal
      opened
      onClose={onClose}
      title="Deploy a release"
      size={760}
      centered={false}
      yOffset={dialogTop}
      closeOnEscape={explained === null}
      onKeyDown={onKeyDown}
    >
      <ChoiceFields choice={choice} onLeave={onClose} />
      {plan.load && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a long plan is scrolled with the keyboard
        <section className={classes.plan} aria-label="Plan and problems" tabIndex={0}>
          <Loaded load={plan.load} onRetry={plan.again} what="the plan">
            {({ problems, plan: planned }) => (
              <>
                <PlanProblems
                  problems={problems}
                  projectId={project?.id ?? null}
                  onFixed={plan.again}
                  onLeave={onClose}
                />
                {prompts.length > 0 && <Questions prompts={prompts} answers={answers} />}
                {planned && release && (
                  <>
                    <h3 className={classes.heading}>
                      Plan: {plural(planned.stages.length, 'step')} on {plural(planned.targets.length, 'target')}
                    </h3>
                    <PlanPreview plan={planned} />
                    <PlanVariables
                      releaseId={release.id}
                      plan={planned}
                      prompts={prompts}
                      name={explained}
                      onExplain={setExplained}
                    />
                  </>
                )}
              </>
            )}
          </Loaded>
        </section>
      )}
      {project && release && environment && (
        <Confirmation
          key={environment.id}
          release={release}
          environment={environment}
          projectName={project.name}
          isReady={result !== null && result.plan !== null}
          prompts={prompts}
          answers={answers}
          onClose={onClose}
        />
      )}
    </Modal>
  )
}

interface QuestionsProps {
  readonly prompts: readonly PlanPrompt[]
  readonly answers: Answering
}

/** The prompts, with what those for references choose from. */
function Questions({ prompts, answers }: QuestionsProps) {
  const asks = (type: PlanPrompt['type']) => prompts.some(prompt => prompt.type === type)
  const accounts = useRead('account.list', asks('account') ? {} : null)
  const certificates = useRead('certificate.list', asks('certificate') ? {} : null)
  return (
    <PromptFields
      prompts={prompts}
      answers={answers}
      accounts={valueOr(accounts.load, [])}
      certificates={valueOr(certificates.load, [])}
    />
  )
}
