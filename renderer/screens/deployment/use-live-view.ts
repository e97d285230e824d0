import type { Deployment } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import { type PlannedStep, stagesOf, stepsOf } from '@shared/plan/plan'
import { useMemo, useRef, useState } from 'react'
import { api } from '../../api'
import { type LevelChip, toggleChip } from '../../components/log/level-filter'
import { type FailureGroup, groupFailures } from './failure-groups'
import type { LogPanelHandle } from './LogPanel'
import { useKeptChips } from './log/use-kept-chips'
import { logFilterFor, pickRuns } from './log-filter'
import { useDrawer } from './use-drawer'

const noRuns: ReadonlySet<RunId> = new Set()

/** What the person looks at on the screen of a deployment. */
export function useLiveView(deployment: Deployment) {
  const [chosen, setChosen] = useState(noRuns)
  const [chips, setChips] = useKeptChips()
  const [reveal, setReveal] = useState<{ readonly step: number } | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const log = useRef<LogPanelHandle>(null)
  const drawer = useDrawer(deployment, chosen)
  const clear = () => {
    setChosen(noRuns)
    setChips(new Set())
  }
  const showGroup = (group: FailureGroup) => setChosen(new Set(group.runs.map(run => run.id)))
  const goToStep = async (step: PlannedStep) => {
    setReveal({ step: step.number })
    const runs = runsOfStep(deployment, step)
    if (runs.length === 0) return
    clear()
    const position = await firstLineOf(deployment, runs)
    if (position !== null) log.current?.showLine(position)
  }
  const moveByStep = (by: 1 | -1): boolean => {
    const next = nextStep(deployment, reveal?.step ?? null, by)
    if (!next) return false
    void goToStep(next)
    return true
  }
  const moveByFailure = (by: 1 | -1): boolean => {
    const next = nextFailure(groupFailures(deployment), failure, by)
    if (!next) return false
    setFailure(next.key)
    setReveal({ step: next.stage.number })
    showGroup(next)
    return true
  }
  /** One step back: the drawer, then the filter; false where there is nothing to go back from. */
  const back = (): boolean => {
    if (drawer.back()) return true
    if (drawer.tab !== null) drawer.close()
    else if (chosen.size > 0 || chips.size > 0) clear()
    else return false
    return true
  }
  return {
    chosen,
    chips,
    filter: useMemo(() => logFilterFor(chosen, chips), [chosen, chips]),
    drawer,
    reveal,
    /** The failure that was jumped to last, by its key. */
    failure,
    log,
    clear,
    showGroup,
    goToStep,
    moveByStep,
    moveByFailure,
    back,
    pick: (runs: readonly RunId[], isAdding: boolean) => setChosen(pickRuns(chosen, runs, isAdding)),
    toggle: (chip: LevelChip) => setChips(toggleChip(chips, chip))
  }
}

export type LiveView = ReturnType<typeof useLiveView>

const runsOfStep = ({ plan }: Deployment, step: PlannedStep): readonly RunId[] =>
  stagesOf(plan, step).flatMap(stage => stage.runs.map(run => run.id))

/** The step after or before one, among those that run somewhere; the one that is going on where there was none. */
export function nextStep(deployment: Deployment, current: number | null, by: 1 | -1): PlannedStep | undefined {
  const steps = stepsOf(deployment.plan).filter(step => runsOfStep(deployment, step).length > 0)
  if (current === null) {
    const isGoing = (step: PlannedStep) =>
      runsOfStep(deployment, step).some(id => deployment.runs[id]?.state === 'running')
    return steps.find(isGoing) ?? steps.at(by > 0 ? 0 : -1)
  }
  const beyond = steps.filter(step => (by > 0 ? step.number > current : step.number < current))
  return beyond.at(by > 0 ? 0 : -1) ?? steps.find(step => step.number === current)
}

/** The failure after or before the current one, round and round; the first or last one when there is none. */
export function nextFailure(
  groups: readonly FailureGroup[],
  current: string | null,
  by: 1 | -1
): FailureGroup | undefined {
  const at = groups.findIndex(group => group.key === current)
  if (at < 0) return groups.at(by > 0 ? 0 : -1)
  return groups.at((at + by) % groups.length)
}

/** Position of the first line of some runs in the whole log; null when they wrote nothing. */
async function firstLineOf(deployment: Deployment, runs: readonly RunId[]): Promise<number | null> {
  const page = await api.call('log.page', {
    deploymentId: deployment.id,
    filter: { runs: [...runs], levels: null },
    from: 0,
    count: 1
  })
  const line = page.ok ? page.value.lines[0] : undefined
  return line ? line.number - 1 : null
}
