import { Modal } from '@mantine/core'
import type { Deployment } from '@shared/deployment'
import { useEffect, useState } from 'react'
import { FailureAlert } from '../../components/FailureAlert'
import { FirstFocus } from '../../components/FirstFocus'
import { HelpLink } from '../../components/HelpLink'
import { Icon } from '../../components/Icon'
import { useReturnFocus } from '../../lib/use-return-focus'
import { useUnsaved } from '../../stores/unsaved'
import { ChoiceFields } from './ChoiceFields'
import { deployCommand, runbookCommand } from './cli-command'
import classes from './DeployDialog.module.css'
import { LaunchPane } from './LaunchPane'
import { leaveByLink } from './leave-by-link'
import { placesWords } from './place'
import { useAgain } from './use-again'
import { type DeployChoice, type DeployStart, useDeployChoice } from './use-deploy-choice'
import { useLaunchDraft } from './use-launch-draft'
import { type LaunchView, useLaunchView } from './use-launch-view'
import { useWorkspaceFlags } from './use-workspace-flags'

/** Pixels between the window's edge and the dialog. */
const margin = 28

interface DeployDialogProps {
  readonly start: DeployStart
  readonly onClose: () => void
}

/** Chooses what goes where, asks what there is to answer, shows the plan and what may be chosen in it, and starts it. */
export function DeployDialog({ start, onClose }: DeployDialogProps) {
  useReturnFocus()
  const view = useLaunchView()
  const again = useAgain(start.again)
  const { runbook } = start
  const [isTouched, setTouched] = useState(false)
  const { letGo, leave } = useUnsaved(
    isTouched,
    runbook === undefined ? 'The deployment' : `The run of ${runbook.name}`
  )
  const close = () => leave(onClose)
  return (
    // As large as the window lets it be, so that nothing moves when the plan arrives or another one is made.
    <Modal
      opened
      onClose={close}
      closeOnClickOutside={false}
      title={
        runbook === undefined ? (start.again ? 'Deploy a release again' : 'Deploy a release') : `Run ${runbook.name}`
      }
      size={`min(1240px, calc(100vw - ${2 * margin}px))`}
      centered={false}
      yOffset={margin}
      closeOnEscape={!view.isInside}
      onKeyDown={view.onKeyDown}
      classNames={{ content: classes.dialog ?? '', body: classes.dialogBody ?? '' }}
    >
      {again.kind === 'failed' && <FailureAlert failure={again.failure} />}
      {again.kind !== 'loading' && (
        <DeployForm
          start={start}
          earlier={again.kind === 'ready' ? again.deployment : null}
          view={view}
          onTouched={setTouched}
          onClose={close}
          onDone={() => {
            letGo()
            onClose()
          }}
        />
      )}
      <div className={classes.help}>
        <HelpLink
          topic={runbook === undefined ? 'deploy' : 'runbooks'}
          onClick={leaveByLink(() => {
            letGo()
            onClose()
          })}
        />
      </div>
      <FirstFocus />
    </Modal>
  )
}

interface DeployFormProps extends DeployDialogProps {
  readonly earlier: Deployment | null
  readonly view: LaunchView
  readonly onTouched: (isTouched: boolean) => void
  /** Closes without asking about what was typed, which was started or is left on purpose. */
  readonly onDone: () => void
}

function DeployForm({ start, earlier, onClose, ...rest }: DeployFormProps) {
  const choice = useDeployChoice(start, earlier)
  const { project } = choice
  return (
    <>
      <ChoiceFields choice={choice} onLeave={leaveByLink(rest.onDone)} />
      <Launching
        key={project?.id}
        choice={choice}
        earlier={earlier?.plan.project.id === project?.id ? earlier : null}
        onClose={onClose}
        {...rest}
      />
    </>
  )
}

interface LaunchingProps extends Omit<DeployFormProps, 'start'> {
  readonly choice: DeployChoice
}

/** The launch of what was chosen, or what is still to be chosen; typed text stays between the two. */
function Launching({ choice, earlier, view, onTouched, onClose, onDone }: LaunchingProps) {
  const { project, release, places, runbook } = choice
  const draft = useLaunchDraft(earlier)
  const inWorkspace = useWorkspaceFlags()
  const { isTouched } = draft
  useEffect(() => onTouched(isTouched), [isTouched, onTouched])
  if (!project || !release || places.length === 0)
    return (
      <p className={classes.waiting}>
        <Icon name="process" size={18} />
        {missingWords(choice)}
      </p>
    )
  return (
    <LaunchPane
      releaseId={release.id}
      projectId={project.id}
      places={places}
      subject={runbook === null ? 'project' : 'runbook'}
      label={labelOf(choice)}
      command={(environments, tenants, flags) =>
        runbook === null
          ? deployCommand(project.name, release.version, environments, tenants, [...flags, ...inWorkspace])
          : runbookCommand(
              project.name,
              runbook.name,
              release.runbook?.isDraft === true,
              environments[0] ?? '',
              tenants,
              [...flags, ...inWorkspace]
            )
      }
      earlier={earlier}
      draft={draft}
      view={view}
      onClose={onClose}
      onDone={onDone}
    />
  )
}

/** What is still to be chosen before there is a plan. */
function missingWords({ release, chosen, tenants }: DeployChoice): string {
  if (!release) return 'Choose a project and one of its releases.'
  if (chosen.length === 0) return 'Choose an environment to see what would run where.'
  if (tenants.chosen.length === 0) return 'Choose tenants to see what would run where for each of them.'
  return 'None of these tenants is linked to an environment that is chosen.'
}

/** What the button says: `Deploy 1.4.2 to Test`. */
function labelOf({ release, places, runbook }: DeployChoice): string {
  const where = placesWords(places)
  return runbook === null ? `Deploy ${release?.version} to ${where}` : `Run ${release?.version} in ${where}`
}
