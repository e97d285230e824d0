import { Button } from '@mantine/core'
import { type Deployment, isOpen } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import { type ReactNode, useMemo } from 'react'
import { Icon } from '../../components/Icon'
import type { IconName } from '../../components/icon-paths'
import { placesOf } from '../../components/matrix/matrix-model'
import { DeploymentHeader } from './DeploymentHeader'
import classes from './DeploymentScreen.module.css'
import { LiveRegion } from './LiveRegion'
import { LogPanel } from './LogPanel'
import { filterLabel, labelLength, labelsOf } from './log-filter'
import { Notices } from './Notices'
import { ProgressStrip } from './ProgressStrip'
import { ResultsDrawer } from './ResultsDrawer'
import { StepsPane } from './StepsPane'
import { useLiveView } from './use-live-view'
import { useNow } from './use-now'
import { VariablesDrawer } from './VariablesDrawer'

/** Header and progress above; steps × targets at the left; what matters and the log at the right. */
export function LiveDeployment({ deployment }: { readonly deployment: Deployment }) {
  const { plan } = deployment
  const now = useNow(isOpen(deployment))
  const places = useMemo(() => placesOf(plan), [plan])
  const labels = useMemo(() => labelsOf(plan, places), [plan, places])
  const view = useLiveView(deployment)
  return (
    <div className={classes.screen}>
      <DeploymentHeader deployment={deployment} now={now} />
      <ProgressStrip deployment={deployment} onStage={stage => void view.goToStage(stage)} />
      <div className={classes.body}>
        <StepsPane
          deployment={deployment}
          places={places}
          chosen={view.chosen}
          now={now}
          reveal={view.reveal}
          onPick={view.pick}
          footer={
            <>
              <ResultsButton deployment={deployment} chosen={view.chosen} onClick={view.toggleDrawer} />
              <FooterButton icon="variable" title="Variables (E)" onClick={view.toggleVariables}>
                Variables
              </FooterButton>
            </>
          }
        />
        <div className={classes.main}>
          <Notices deployment={deployment} current={view.failure} onShowLog={view.showGroup} />
          <LogPanel
            deployment={deployment}
            filter={view.filter}
            filterLabel={filterLabel(plan, labels, view.chosen)}
            labels={labels}
            labelLength={labelLength(deployment, labels, view.filter)}
            chips={view.chips}
            onChip={view.toggle}
            onClear={view.clear}
            handle={view.log}
          />
        </div>
        {view.isDrawerOpen && (
          <ResultsDrawer deployment={deployment} runs={view.chosen} now={now} onClose={view.toggleDrawer} />
        )}
        {view.variables.isOpen && <VariablesDrawer deployment={deployment} view={view.variables} />}
      </div>
      <LiveRegion deployment={deployment} />
    </div>
  )
}

interface ResultsButtonProps {
  readonly deployment: Deployment
  readonly chosen: ReadonlySet<RunId>
  readonly onClick: () => void
}

function ResultsButton({ deployment, chosen, onClick }: ResultsButtonProps) {
  const runs = Object.values(deployment.runs).filter(run => chosen.size === 0 || chosen.has(run.id))
  const count = runs.reduce((sum, run) => sum + run.artifacts.length + run.outputs.length, 0)
  return (
    <FooterButton icon="download" title="Artifacts and outputs (O)" onClick={onClick}>
      Artifacts and outputs{count > 0 && ` (${count})`}
    </FooterButton>
  )
}

interface FooterButtonProps {
  readonly icon: IconName
  readonly title: string
  readonly onClick: () => void
  readonly children: ReactNode
}

const FooterButton = ({ icon, title, onClick, children }: FooterButtonProps) => (
  <Button
    variant="subtle"
    color="gray"
    size="compact-sm"
    leftSection={<Icon name={icon} size={13} />}
    title={title}
    onClick={onClick}
  >
    {children}
  </Button>
)
