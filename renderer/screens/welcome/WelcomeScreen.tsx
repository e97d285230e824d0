import { shownWorkspace, type WorkspaceInfo } from '@shared/workspace'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import type { IconName } from '../../components/icon-paths'
import { Kbd } from '../../components/Kbd'
import { PageHeader } from '../../components/PageHeader'
import { useFirstFocus } from '../../lib/use-first-focus'
import { navigate } from '../../navigation/history'
import { useWorkspace } from '../../stores/workspace'
import classes from './WelcomeScreen.module.css'

interface WelcomeScreenProps {
  readonly workspace: Pick<WorkspaceInfo, 'kind' | 'name'>
}

/** The first thing anybody sees of a workspace that is empty. */
export function WelcomeScreen({ workspace }: WelcomeScreenProps) {
  const isOwn = workspace.kind === 'main'
  return (
    <div className={classes.welcome}>
      <div className={classes.box}>
        <span className={classes.mark}>
          <Icon name="anchor" size={26} />
        </span>
        <PageHeader title={`Welcome to ${isOwn ? 'Slipway' : shownWorkspace(workspace)}`} />
        <p className={classes.lead}>
          {isOwn
            ? 'Plan, run and record deployments from your own computer, over SSH. No account, no server to install.'
            : 'This workspace is empty. Its projects, targets, secrets and audit log are its own.'}
        </p>
        {isOwn ? <FirstChoices /> : <FurtherChoices />}
      </div>
    </div>
  )
}

/** Try it, or start. */
function FirstChoices() {
  const { move, moving, failure, welcome } = useWorkspace()
  return (
    <>
      <div className={classes.choices}>
        <Choice
          icon="play"
          title="Explore the demo"
          text="A small shop with two environments and embedded targets on this computer. The scripts really run."
          isDefault
          isBusy={moving === 'open-demo'}
          onChoose={() => void move('open-demo')}
        />
        <Choice
          icon="folder"
          title="Start with an empty workspace"
          text="Add your environments, targets and projects. You can open the demo later from the settings."
          isBusy={false}
          onChoose={welcome}
        />
      </div>
      {failure && <FailureAlert failure={failure} onRetry={() => void move('open-demo')} />}
    </>
  )
}

/** Whoever has a further workspace knows Slipway: start, or bring what a backup has. */
function FurtherChoices() {
  const welcome = useWorkspace(state => state.welcome)
  return (
    <div className={classes.choices}>
      <Choice
        icon="folder"
        title="Start empty"
        text="Add environments, targets and projects."
        isDefault
        isBusy={false}
        onChoose={welcome}
      />
      <Choice
        icon="download"
        title="Restore a backup"
        text="Bring back what a backup of such a workspace holds."
        isBusy={false}
        onChoose={() => navigate('/settings/data')}
      />
    </div>
  )
}

interface ChoiceProps {
  readonly icon: IconName
  readonly title: string
  readonly text: string
  readonly isDefault?: boolean
  readonly isBusy: boolean
  readonly onChoose: () => void
}

function Choice({ icon, title, text, isDefault = false, isBusy, onChoose }: ChoiceProps) {
  // Enter takes the first choice; nothing else on this screen takes input.
  const button = useFirstFocus<HTMLButtonElement>(isDefault)
  return (
    <button
      ref={button}
      type="button"
      className={classes.choice}
      data-default={isDefault}
      onClick={onChoose}
      disabled={isBusy}
    >
      <span className={classes.choiceIcon}>
        <Icon name={isBusy ? 'spinner' : icon} size={18} isTurning={isBusy} />
      </span>
      <span className={classes.choiceText}>
        <span className={classes.choiceTitle}>{isBusy ? 'Opening the demo…' : title}</span>
        <span className={classes.muted}>{text}</span>
      </span>
      {isDefault && <Kbd keys="Enter" />}
    </button>
  )
}
