import { Button, CopyButton, Modal, TextInput, UnstyledButton } from '@mantine/core'
import type { Environment } from '@shared/model/environment'
import type { Release } from '@shared/model/release'
import { type FormEvent, useState } from 'react'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { Loaded } from '../../components/Loaded'
import { PlanPreview } from '../../components/PlanPreview'
import { plural } from '../../lib/plural'
import { useReturnFocus } from '../../lib/use-return-focus'
import { navigate } from '../../navigation/history'
import { usePlan } from '../../stores/plan'
import { useCall } from '../../stores/use-call'
import { ChoiceFields } from './ChoiceFields'
import { deployCommand } from './cli-command'
import classes from './DeployDialog.module.css'
import { PlanProblems } from './PlanProblems'
import { type DeployStart, useDeployChoice } from './use-deploy-choice'

/** Pixels between the window's edge and the dialog. */
const dialogTop = 48

interface DeployDialogProps {
  readonly start: DeployStart
  readonly onClose: () => void
}

/** Chooses what goes where, shows the plan, and starts it. */
export function DeployDialog({ start, onClose }: DeployDialogProps) {
  useReturnFocus()
  const choice = useDeployChoice(start)
  const { project, release, environment } = choice
  const plan = usePlan(release?.id ?? null, environment?.id ?? null)
  return (
    // Its top stays where it is when the plan arrives.
    <Modal opened onClose={onClose} title="Deploy a release" size={760} centered={false} yOffset={dialogTop}>
      <ChoiceFields choice={choice} onLeave={onClose} />
      {plan.load && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a long plan is scrolled with the keyboard
        <section className={classes.plan} aria-label="Plan and problems" tabIndex={0}>
          <Loaded load={plan.load} onRetry={plan.again} what="the plan">
            {result => (
              <>
                <PlanProblems
                  problems={result.problems}
                  projectId={project?.id ?? null}
                  onFixed={plan.again}
                  onLeave={onClose}
                />
                {result.plan && (
                  <>
                    <h3 className={classes.heading}>
                      Plan: {plural(result.plan.stages.length, 'step')} on{' '}
                      {plural(result.plan.targets.length, 'target')}
                    </h3>
                    <PlanPreview plan={result.plan} />
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
          isReady={plan.load?.state === 'ready' && plan.load.value.plan !== null}
          onClose={onClose}
        />
      )}
    </Modal>
  )
}

interface ConfirmationProps {
  readonly release: Release
  readonly environment: Environment
  readonly projectName: string
  /** Whether there is a plan to start. */
  readonly isReady: boolean
  readonly onClose: () => void
}

/** The last look: production asks for its name. */
function Confirmation({ release, environment, projectName, isReady, onClose }: ConfirmationProps) {
  const [typed, setTyped] = useState('')
  const { run, isBusy, failure } = useCall('deployment.start')
  const isConfirmed = !environment.isProduction || typed.trim() === environment.name
  const start = async (event: FormEvent) => {
    event.preventDefault()
    if (!isReady || !isConfirmed || isBusy) return
    const result = await run({ releaseId: release.id, environmentId: environment.id })
    if (!result.ok) return
    onClose()
    navigate(`/deployments/${result.value.id}`)
  }
  return (
    <form
      className={classes.confirmation}
      data-production={environment.isProduction}
      onSubmit={event => void start(event)}
    >
      {failure && <FailureAlert failure={failure} />}
      {environment.isProduction && isReady && (
        <TextInput
          label={
            <>
              This is production. Type <strong>{environment.name}</strong> to go on
            </>
          }
          value={typed}
          autoComplete="off"
          spellCheck={false}
          onChange={event => setTyped(event.currentTarget.value)}
        />
      )}
      <SameCommand command={deployCommand(projectName, release.version, environment.name)} />
      <div className={classes.footer}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          type="submit"
          loading={isBusy}
          disabled={!isReady || !isConfirmed}
          leftSection={<Icon name={environment.isProduction ? 'shield' : 'deployment'} size={14} />}
          {...(environment.isProduction ? { color: 'red' } : {})}
        >
          Deploy {release.version} to {environment.name}
        </Button>
      </div>
    </form>
  )
}

function SameCommand({ command }: { readonly command: string }) {
  return (
    <CopyButton value={command}>
      {({ copied, copy }) => (
        <UnstyledButton className={classes.command ?? ''} onClick={copy} title={`Same as command:\n${command}`}>
          <Icon name={copied ? 'check' : 'terminal'} size={13} />
          <span className={classes.commandWord}>{copied ? 'Copied' : 'Same as command:'}</span>
          <code className={classes.commandText}>{command}</code>
        </UnstyledButton>
      )}
    </CopyButton>
  )
}
