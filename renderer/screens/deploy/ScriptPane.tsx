import { Select } from '@mantine/core'
import type { RunId } from '@shared/ids'
import { type Plan, type PlannedRun, type Stage, stageNumber } from '@shared/plan/plan'
import type { RenderedScript } from '@shared/rendered-script'
import { useCallback, useEffect, useState } from 'react'
import { api } from '../../api'
import { kindWords, targetNames } from '../../components/plan/plan-words'
import { RenderedScriptView } from '../../components/RenderedScript'
import { type Load, loading, ready } from '../../stores/load'
import type { PlanRequest } from '../../stores/plan'
import { AsidePane } from './AsidePane'
import type { Answer } from './answers'
import classes from './LaunchPane.module.css'

interface ScriptPaneProps {
  readonly plan: Plan
  readonly run: RunId
  readonly request: PlanRequest
  /** What was answered so far. */
  readonly answers: readonly Answer[]
  readonly onRun: (run: RunId) => void
  readonly onClose: () => void
}

/** What one run of the plan would execute. */
export function ScriptPane({ plan, run, request, answers, onRun, onClose }: ScriptPaneProps) {
  const found = placeIn(plan, run)
  const { load, again } = useScript(request, answers, run)
  if (found === null) return null
  const { stage, planned } = found
  const names = targetNames(plan)
  const nameOf = ({ targetId }: PlannedRun) =>
    targetId === null ? 'this machine' : (names.get(targetId) ?? 'a target that is gone')
  const where = planned.on === 'here' && planned.targetId !== null ? `here for ${nameOf(planned)}` : nameOf(planned)
  return (
    <AsidePane
      title={`${stageNumber(stage)} ${stage.name}`}
      subtitle={`${kindWords(stage)} on ${where}`}
      onClose={onClose}
    >
      {stage.runs.length > 1 && (
        <Select
          aria-label="Where it runs"
          className={classes.place ?? ''}
          searchable
          allowDeselect={false}
          data={stage.runs.map(item => ({ value: item.id as string, label: nameOf(item) }))}
          value={run}
          onChange={next => {
            const chosen = stage.runs.find(item => item.id === next)
            if (chosen) onRun(chosen.id)
          }}
        />
      )}
      <RenderedScriptView load={load} onRetry={again} label={`${stage.name} on ${where}`} />
    </AsidePane>
  )
}

function placeIn(plan: Plan, id: RunId): { readonly stage: Stage; readonly planned: PlannedRun } | null {
  for (const stage of plan.stages) {
    const planned = stage.runs.find(item => item.id === id)
    if (planned) return { stage, planned }
  }
  return null
}

/** The script, fetched again when something else was chosen or answered. */
function useScript(request: PlanRequest, answers: readonly Answer[], run: RunId) {
  const [load, setLoad] = useState<Load<RenderedScript>>(loading)
  const [round, setRound] = useState(0)
  const key = JSON.stringify([request, answers])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another run starts from nothing
  useEffect(() => setLoad(loading), [run])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for request and answers
  useEffect(() => {
    let isWanted = true
    const given = answers.length === 0 ? {} : { answers: [...answers] }
    void api.call('plan.script', { source: { kind: 'plan', request, ...given }, run }).then(result => {
      if (isWanted) setLoad(result.ok ? ready(result.value) : { state: 'failed', failure: result.failure })
    })
    return () => {
      isWanted = false
    }
  }, [key, run, round])
  const again = useCallback(() => {
    setLoad(loading)
    setRound(current => current + 1)
  }, [])
  return { load, again }
}
