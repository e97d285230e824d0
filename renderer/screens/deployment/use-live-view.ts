import type { Deployment } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import type { Stage } from '@shared/plan/plan'
import { type RefObject, useMemo, useRef, useState } from 'react'
import { api } from '../../api'
import { type ChipSelection, type LevelChip, toggleChip } from '../../components/log/level-filter'
import { type FailureGroup, groupFailures } from './failure-groups'
import type { LogPanelHandle } from './LogPanel'
import { logFilterFor, pickRuns } from './log-filter'
import { useDeploymentKeys } from './use-deployment-keys'
import { useVariablesDrawer } from './use-variables-drawer'

const noRuns: ReadonlySet<RunId> = new Set()

/** What the person looks at on the screen of a deployment, and the keys that change it. */
export function useLiveView(deployment: Deployment) {
  const [chosen, setChosen] = useState(noRuns)
  const [chips, setChips] = useState<ChipSelection>(new Set())
  const [isDrawerOpen, setDrawerOpen] = useState(false)
  const [reveal, setReveal] = useState<{ readonly stage: number } | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const log = useRef<LogPanelHandle>(null)
  const clear = () => {
    setChosen(noRuns)
    setChips(new Set())
  }
  const showGroup = (group: FailureGroup) => setChosen(new Set(group.runs.map(run => run.id)))
  const goToStage = async (stage: Stage) => {
    setReveal({ stage: stage.number })
    if (stage.runs.length === 0) return
    clear()
    const position = await firstLineOf(deployment, stage)
    if (position !== null) log.current?.showLine(position)
  }
  const stepFailure = (by: 1 | -1): boolean => {
    const next = nextFailure(groupFailures(deployment), failure, by)
    if (!next) return false
    setFailure(next.key)
    setReveal({ stage: next.stage.number })
    showGroup(next)
    return true
  }
  const variables = useVariablesDrawer(deployment, chosen)
  const toggleDrawer = () => {
    variables.close()
    setDrawerOpen(isOpen => !isOpen)
  }
  const toggleVariables = () => {
    setDrawerOpen(false)
    if (variables.isOpen) variables.close()
    else variables.open()
  }
  useViewKeys(log, stepFailure, { o: toggleDrawer, e: toggleVariables }, () => {
    if (variables.name !== null) variables.explain(null)
    else if (variables.isOpen) variables.close()
    else if (isDrawerOpen) setDrawerOpen(false)
    else if (chosen.size > 0 || chips.size > 0) clear()
    else return false
    return true
  })
  return {
    chosen,
    chips,
    filter: useMemo(() => logFilterFor(chosen, chips), [chosen, chips]),
    isDrawerOpen,
    variables,
    reveal,
    /** The failure that was jumped to last, by its key. */
    failure,
    log,
    clear,
    showGroup,
    goToStage,
    toggleDrawer,
    toggleVariables,
    pick: (runs: readonly RunId[], isAdding: boolean) => setChosen(pickRuns(chosen, runs, isAdding)),
    toggle: (chip: LevelChip) => setChips(toggleChip(chips, chip))
  }
}

function useViewKeys(
  log: RefObject<LogPanelHandle | null>,
  stepFailure: (by: 1 | -1) => boolean,
  drawers: { readonly o: () => void; readonly e: () => void },
  back: () => boolean
): void {
  const handled = (action: () => void) => () => {
    action()
    return true
  }
  useDeploymentKeys({
    ']': () => stepFailure(1),
    '[': () => stepFailure(-1),
    o: handled(drawers.o),
    e: handled(drawers.e),
    f: () => {
      log.current?.follow()
      return true
    },
    Escape: back
  })
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
