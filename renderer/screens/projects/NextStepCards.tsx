import { Button } from '@mantine/core'
import type { ProjectId } from '@shared/ids'
import type { Release } from '@shared/model/release'
import { Link } from 'wouter'
import { StepCards } from '../../components/StepCards'
import { showOverlay } from '../../stores/overlay'
import classes from './NextStepCards.module.css'
import { type NextStep, nextStepOrder, nextSteps } from './next-step'

interface NextStepCardsProps {
  readonly projectId: ProjectId
  readonly next: NextStep
  readonly newestRelease: Release | undefined
}

/** The three calls to action of a new project, in their order. */
export function NextStepCards({ projectId, next, newestRelease }: NextStepCardsProps) {
  const at = nextStepOrder.indexOf(next)
  const deploy = () =>
    showOverlay({ kind: 'deploy', projectId, ...(newestRelease ? { releaseId: newestRelease.id } : {}) })
  const action = (step: NextStep) =>
    step === 'deploy' ? (
      <Button onClick={deploy}>Deploy {newestRelease?.version}…</Button>
    ) : (
      <Button component={Link} href={nextSteps[step].href(projectId)}>
        {nextSteps[step].title}
      </Button>
    )
  return (
    <div className={classes.cards}>
      <StepCards
        label="Set the project up"
        cards={nextStepOrder.map((step, index) => ({
          key: step,
          title: nextSteps[step].title,
          text: nextSteps[step].text,
          state: index < at ? 'done' : index === at ? 'next' : 'later',
          action: action(step)
        }))}
      />
    </div>
  )
}
