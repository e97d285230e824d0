import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import type { IconName } from '../../components/icon-paths'
import { Kbd } from '../../components/Kbd'
import { PageHeader } from '../../components/PageHeader'
import { useWorkspace } from '../../stores/workspace'
import classes from './WelcomeScreen.module.css'

/** The first thing anybody sees: try it, or start. */
export function WelcomeScreen() {
  const { move, moving, failure, welcome } = useWorkspace()
  return (
    <div className={classes.welcome}>
      <div className={classes.box}>
        <span className={classes.mark}>
          <Icon name="anchor" size={26} />
        </span>
        <PageHeader title="Welcome to Slipway" />
        <p className={classes.lead}>
          Plan, run and record deployments from your own computer, over SSH. No account, no server to install.
        </p>
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
      </div>
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
  return (
    <button
      type="button"
      className={classes.choice}
      data-default={isDefault}
      onClick={onChoose}
      disabled={isBusy}
      // biome-ignore lint/a11y/noAutofocus: Enter starts the demo; nothing else on this screen takes input
      autoFocus={isDefault}
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
