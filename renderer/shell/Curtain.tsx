import { Icon } from '../components/Icon'
import { useWorkspace } from '../stores/workspace'
import classes from './Curtain.module.css'

const words: Readonly<Record<string, string>> = {
  'open-demo': 'Opening the demo: starting its servers and filling it…',
  'open-main': 'Opening your workspace…',
  'reset-demo': 'Making the demo anew…'
}

/** Hides the window while it goes to another workspace, because what it shows is neither here nor there. */
export function Curtain() {
  const moving = useWorkspace(state => state.moving)
  if (!moving) return null
  return (
    <div className={classes.curtain} role="status">
      <Icon name="spinner" size={22} isTurning />
      <p>{words[moving] ?? 'Opening the workspace…'}</p>
    </div>
  )
}
