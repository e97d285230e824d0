import { Button, Loader } from '@mantine/core'
import { type Deployment, isOpen } from '@shared/deployment'
import { estimate } from '@shared/eta'
import type { RunId } from '@shared/ids'
import type { LogFilter } from '@shared/log'
import type { Timings } from '@shared/timings'
import { memo, type ReactNode, useMemo, useState } from 'react'
import { Icon } from '../../components/Icon'
import type { IconName } from '../../components/icon-paths'
import type { RunLabels } from '../../components/log/log-source'
import { type Place, placesOf } from '../../components/matrix/matrix-model'
import { navigate } from '../../navigation/history'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { useTimings } from '../../stores/use-timings'
import { ActionButtons } from './ActionButtons'
import { DeploymentHeader } from './DeploymentHeader'
import classes from './DeploymentScreen.module.css'
import { LiveDialogsView } from './dialogs/LiveDialogsView'
import { drawerTabs } from './drawer/DrawerFrame'
import { LiveDrawer } from './drawer/LiveDrawer'
import { LiveRegion } from './LiveRegion'
import { LogPanel } from './LogPanel'
import { filterLabel, labelLength, labelsOf } from './log-filter'
import { Notices } from './Notices'
import { ProgressStrip } from './ProgressStrip'
import { StepsPane } from './StepsPane'
import { type LiveActions, useLiveActions } from './use-live-actions'
import { useLiveKeys } from './use-live-keys'
import { type LiveView, useLiveView } from './use-live-view'
import { isLarge, usePacedDeployment } from './use-paced-deployment'

/** `replay` shows a moment of the past: nothing can be done about it, and nothing is announced. */
export type LiveMode = 'live' | 'replay'

export interface LiveDeploymentProps {
  readonly deployment: Deployment
  /** The moment that is shown, in milliseconds since 1970 UTC; durations of what goes on are counted up to it. */
  readonly now: number
  readonly mode: LiveMode
}

/** Header and progress above; steps × targets at the left; what matters and the log at the right. */
export function LiveDeployment({ deployment, now, mode }: LiveDeploymentProps) {
  const timings = useTimings(deployment.plan)
  const health = useRead('health.list', {}).load
  const paced = usePacedDeployment(deployment)
  // How wide the steps are drawn, and what is noted at targets.
  if (timings === undefined || health.state === 'loading')
    return (
      <div className={classes.loading} role="status" aria-label="Loading the deployment">
        <Loader size="sm" />
      </div>
    )
  return <LiveScreen deployment={paced} now={now} mode={mode} timings={timings} />
}

interface LiveScreenProps extends LiveDeploymentProps {
  readonly timings: Timings | null
}

/** Apart from what it is paced by, so that news of a large deployment cost nothing until they are drawn. */
const LiveScreen = memo(function LiveScreen({ deployment, now, mode, timings }: LiveScreenProps) {
  const isLive = mode === 'live'
  const [isMenuOpen, setMenuOpen] = useState(false)
  const user = valueOr(useRead('workspace.info', {}).load, null)?.user ?? null
  const eta = useMemo(() => timings && estimate(deployment, timings, now), [deployment, timings, now])
  const view = useLiveView(deployment)
  const actions = useLiveActions(deployment, user, isLive)
  useLiveKeys(view, actions, () => setMenuOpen(true))
  return (
    <div className={classes.screen} data-calm={isLarge(deployment) || undefined}>
      <DeploymentHeader
        deployment={deployment}
        now={now}
        eta={eta}
        timings={timings}
        user={user}
        actions={
          <ActionButtons
            actions={actions}
            drawer={view.drawer}
            isMenuOpen={isMenuOpen}
            onMenu={setMenuOpen}
            onFiles={isLive && hasInstalled(deployment) ? () => navigate(`/deployments/${deployment.id}/files`) : null}
            onReplay={isLive ? () => navigate(`/deployments/${deployment.id}/replay`) : null}
          />
        }
      />
      <ProgressStrip deployment={deployment} timings={timings} onStep={step => void view.goToStep(step)} />
      <Body
        deployment={deployment}
        now={now}
        isLive={isLive}
        user={user}
        timings={timings}
        view={view}
        actions={actions}
      />
      {isLive && <LiveDialogsView deployment={deployment} dialogs={actions.dialogs} user={user} now={now} />}
      {isLive && <LiveRegion deployment={deployment} />}
    </div>
  )
})

const hasInstalled = ({ plan, runs }: Deployment): boolean =>
  plan.stages.some(
    stage => stage.type === 'deploy-package' && stage.runs.some(run => runs[run.id]?.state === 'succeeded')
  )

interface BodyProps {
  readonly deployment: Deployment
  readonly now: number
  readonly isLive: boolean
  readonly user: string | null
  readonly timings: Timings | null
  readonly view: LiveView
  readonly actions: LiveActions
}

function Body({ deployment, now, isLive, user, timings, view, actions }: BodyProps) {
  const { plan } = deployment
  const places = useMemo(() => placesOf(plan), [plan])
  const labels = useMemo(() => labelsOf(plan, places), [plan, places])
  const longest = useLabelLength(deployment, labels, view.filter)
  const noteOf = useClockNotes()
  const { dialogs } = actions
  return (
    <div className={classes.body}>
      <StepsPane
        deployment={deployment}
        places={places}
        chosen={view.chosen}
        now={now}
        timings={timings}
        reveal={view.reveal}
        onPick={view.pick}
        onWidth={isLive && deployment.state === 'running' ? step => dialogs.show({ kind: 'width', step }) : null}
        noteOf={noteOf}
        footer={<DrawerButtons deployment={deployment} view={view} />}
      />
      <div className={classes.main}>
        <Notices
          deployment={deployment}
          current={view.failure}
          onShowLog={view.showGroup}
          user={user}
          now={now}
          actions={
            isLive
              ? {
                  onAnswer: actions.answer,
                  onResume: () => dialogs.show({ kind: 'resume' }),
                  onGiveUp: () => dialogs.show({ kind: 'give-up' }),
                  onUnpause: () => void actions.carryOutKind('unpause')
                }
              : null
          }
        />
        <LogPanel
          deployment={deployment}
          now={now}
          filter={view.filter}
          filterLabel={filterLabel(plan, labels, view.chosen)}
          labels={labels}
          labelLength={longest}
          chips={view.chips}
          onChip={view.toggle}
          onClear={view.clear}
          handle={view.log}
        />
      </div>
      <LiveDrawer deployment={deployment} view={view.drawer} runs={view.chosen} now={now} />
    </div>
  )
}

/** While it goes on every name counts, whatever its runs do, so that it is not measured anew with all that they do. */
function useLabelLength(deployment: Deployment, labels: RunLabels, filter: LogFilter): number {
  const settled = isOpen(deployment) ? null : deployment.runs
  // biome-ignore lint/correctness/useExhaustiveDependencies: of what changes in a deployment only this counts
  return useMemo(() => labelLength(deployment, labels, filter), [deployment.plan, settled, labels, filter])
}

/** What the last health check said about the clock of a place, where that was worth a warning. */
function useClockNotes(): (place: Place) => string | null {
  const { load } = useRead('health.list', {})
  const notes = useMemo(
    () =>
      new Map<string, string>(
        valueOr(load, []).flatMap(({ targetId, stages }) => {
          const clock = stages.find(({ stage, outcome }) => stage === 'clock' && outcome === 'warning')
          return clock ? [[targetId, clock.detail]] : []
        })
      ),
    [load]
  )
  return place => notes.get(place.id) ?? null
}

interface DrawerButtonsProps {
  readonly deployment: Deployment
  readonly view: LiveView
}

function DrawerButtons({ deployment, view }: DrawerButtonsProps) {
  const count = useMemo(() => resultsOf(deployment.runs, view.chosen), [deployment.runs, view.chosen])
  return drawerTabs.map(({ tab, title, icon, key }) => {
    const label = tab === 'results' ? `${title}${countWords(count)}` : title
    return (
      <FooterButton
        key={tab}
        icon={icon}
        title={`${tab === 'results' ? 'Artifacts and output variables' : title} (${key})`}
        label={label}
        isOpen={view.drawer.tab === tab}
        onClick={() => view.drawer.toggle(tab)}
      >
        {tab === 'facts' ? 'Facts' : label}
      </FooterButton>
    )
  })
}

const countWords = (count: number): string => (count > 0 ? ` (${count})` : '')

/** How many artifacts and outputs the chosen runs left behind; all runs where none is chosen. */
function resultsOf(runs: Deployment['runs'], chosen: ReadonlySet<RunId>): number {
  let count = 0
  for (const run of Object.values(runs))
    if (chosen.size === 0 || chosen.has(run.id)) count += run.artifacts.length + run.outputs.length
  return count
}

interface FooterButtonProps {
  readonly icon: IconName
  readonly title: string
  readonly label: string
  readonly isOpen: boolean
  readonly onClick: () => void
  readonly children: ReactNode
}

const FooterButton = ({ icon, title, label, isOpen, onClick, children }: FooterButtonProps) => (
  <Button
    variant="subtle"
    color="gray"
    size="compact-xs"
    className={classes.footerButton ?? ''}
    leftSection={<Icon name={icon} size={13} />}
    title={title}
    aria-label={label}
    aria-expanded={isOpen}
    onClick={onClick}
  >
    {children}
  </Button>
)
