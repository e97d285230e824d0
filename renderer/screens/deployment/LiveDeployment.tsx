import { Button } from '@mantine/core'
import { type Deployment, isOpen } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import type { Stage } from '@shared/plan/plan'
import { useMemo, useRef, useState } from 'react'
import { api } from '../../api'
import { Icon } from '../../components/Icon'
import { type ChipSelection, toggleChip } from '../../components/log/level-filter'
import { placesOf } from '../../components/matrix/matrix-model'
import { DeploymentHeader } from './DeploymentHeader'
import classes from './DeploymentScreen.module.css'
import { type FailureGroup, groupFailures } from './failure-groups'
import { LiveRegion } from './LiveRegion'
import { LogPanel, type LogPanelHandle } from './LogPanel'
import { filterLabel, labelsOf, logFilterFor, pickRuns } from './log-filter'
import { Notices } from './Notices'
import { ProgressStrip } from './ProgressStrip'
import { ResultsDrawer } from './ResultsDrawer'
import { StepsPane } from './StepsPane'
import { useDeploymentKeys } from './use-deployment-keys'
import { useNow } from './use-now'

const noRuns: ReadonlySet<RunId> = new Set()

/** Header and progress above; steps × targets at the left; what matters and the log at the right. */
export function LiveDeployment({ deployment }: { readonly deployment: Deployment }) {
  const { plan } = deployment
  const now = useNow(isOpen(deployment))
  const places = useMemo(() => placesOf(plan), [plan])
  // biome-ignore lint/correctness/useExhaustiveDependencies: labels come from the plan, which never changes
  const labels = useMemo(() => labelsOf(deployment, places), [plan, places])
  const [chosen, setChosen] = useState(noRuns)
  const [chips, setChips] = useState<ChipSelection>(new Set())
  const [isDrawerOpen, setDrawerOpen] = useState(false)
  const [reveal, setReveal] = useState<{ readonly stage: number } | null>(null)
  const [current, setCurrent] = useState<string | null>(null)
  const log = useRef<LogPanelHandle>(null)
  const filter = useMemo(() => logFilterFor(chosen, chips), [chosen, chips])

  const clear = () => {
    setChosen(noRuns)
    setChips(new Set())
  }
  const goToStage = async (stage: Stage) => {
    setReveal({ stage: stage.number })
    if (stage.runs.length === 0) return
    clear()
    const position = await firstLineOf(deployment, stage)
    if (position !== null) log.current?.showLine(position)
  }
  const showGroup = (group: FailureGroup) => setChosen(new Set(group.runs.map(run => run.id)))
  const stepFailure = (by: number) => {
    const groups = groupFailures(deployment)
    if (groups.length === 0) return false
    const at = groups.findIndex(group => group.key === current)
    const next = groups.at(at < 0 ? (by > 0 ? 0 : -1) : (at + by) % groups.length)
    if (!next) return false
    setCurrent(next.key)
    setReveal({ stage: next.stage.number })
    showGroup(next)
    return true
  }
  useDeploymentKeys({
    ']': () => stepFailure(1),
    '[': () => stepFailure(-1),
    o: () => {
      setDrawerOpen(!isDrawerOpen)
      return true
    },
    f: () => {
      log.current?.follow()
      return true
    },
    Escape: () => {
      if (isDrawerOpen) setDrawerOpen(false)
      else if (chosen.size > 0 || chips.size > 0) clear()
      else return false
      return true
    }
  })
  return (
    <div className={classes.screen}>
      <DeploymentHeader deployment={deployment} now={now} />
      <ProgressStrip deployment={deployment} onStage={stage => void goToStage(stage)} />
      <div className={classes.body}>
        <StepsPane
          deployment={deployment}
          places={places}
          chosen={chosen}
          now={now}
          reveal={reveal}
          onPick={(runs, isAdding) => setChosen(pickRuns(chosen, runs, isAdding))}
          footer={
            <Button
              fullWidth
              variant="subtle"
              color="gray"
              size="compact-sm"
              leftSection={<Icon name="download" size={13} />}
              onClick={() => setDrawerOpen(!isDrawerOpen)}
            >
              {resultsLabel(deployment, chosen)}
            </Button>
          }
        />
        <div className={classes.main}>
          <Notices deployment={deployment} current={current} onShowLog={showGroup} />
          <LogPanel
            deployment={deployment}
            filter={filter}
            filterLabel={filterLabel(deployment, labels, chosen)}
            labels={labels}
            labelLength={places.length > 1 ? Math.max(...places.map(place => place.name.length), 'Slipway'.length) : 0}
            chips={chips}
            onChip={chip => setChips(toggleChip(chips, chip))}
            onClear={clear}
            handle={log}
          />
        </div>
        {isDrawerOpen && (
          <ResultsDrawer deployment={deployment} runs={chosen} now={now} onClose={() => setDrawerOpen(false)} />
        )}
      </div>
      <LiveRegion deployment={deployment} />
    </div>
  )
}

/** Position of a step's first line in the whole log; null when it wrote nothing. */
async function firstLineOf(deployment: Deployment, stage: Stage): Promise<number | null> {
  const page = await api.call('log.page', {
    deploymentId: deployment.id,
    filter: { runs: stage.runs.map(run => run.id), levels: null },
    from: 0,
    count: 1
  })
  const line = page.ok ? page.value.lines[0] : undefined
  return line ? line.number - 1 : null
}

function resultsLabel(deployment: Deployment, chosen: ReadonlySet<RunId>): string {
  const runs = Object.values(deployment.runs).filter(run => chosen.size === 0 || chosen.has(run.id))
  const count = runs.reduce((sum, run) => sum + run.artifacts.length + run.outputs.length, 0)
  return `Artifacts and outputs${count > 0 ? ` (${count})` : ''}`
}
