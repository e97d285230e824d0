import { Loaded } from '../components/Loaded'
import { useWorkspace, useWorkspaceInfo } from '../stores/workspace'
import { DashboardScreen } from './dashboard/DashboardScreen'
import { WelcomeScreen } from './welcome/WelcomeScreen'

/** The first screen: a welcome while there is nothing, the dashboard afterwards. */
export function HomeScreen() {
  const { load, again } = useWorkspaceInfo()
  const isWelcomed = useWorkspace(state => state.isWelcomed)
  return (
    <Loaded load={load} onRetry={again} what="the workspace">
      {info =>
        info.isEmpty && info.kind !== 'demo' && !isWelcomed ? <WelcomeScreen workspace={info} /> : <DashboardScreen />
      }
    </Loaded>
  )
}
