import type { Input } from '@shared/api'
import type { DemoGuide, lookedAtSteps } from '@shared/demo-guide'
import type { ProjectId } from '@shared/ids'
import { useEffect } from 'react'
import { create } from 'zustand'
import { api } from '../api'
import { type Read, useCatalog, useRead } from './catalog'
import { valueOr } from './load'

/** A step that is done by looking at something. */
type LookedAt = (typeof lookedAtSteps)[number]

/** The guide through the demo; null outside of it. */
export const useGuide = (): Read<DemoGuide | null> => useRead('demoGuide.get', {})

/** Changes what is kept of the guide. A change that does not come to pass is seen to be missing, and can be made again. */
export const changeGuide = (change: Input<'demoGuide.change'>): void => void api.call('demoGuide.change', change)

/** The plan that is on screen. */
interface ShownPlan {
  readonly projectId: ProjectId
  readonly environmentId: string
}

const useShownPlan = create<{ readonly plan: ShownPlan | null }>()(() => ({ plan: null }))

/** Says that a plan is on screen, for whoever wants to know that. */
export function usePlanShown(projectId: ProjectId, environmentId: string, isShown: boolean): void {
  useEffect(() => {
    if (!isShown) return
    useShownPlan.setState({ plan: { projectId, environmentId } })
    return () => useShownPlan.setState({ plan: null })
  }, [projectId, environmentId, isShown])
}

/** What of the guide can be seen to be looked at just now, apart from the dashboard. */
function lookedAtNow({ about }: DemoGuide): readonly LookedAt[] {
  const shown = useShownPlan.getState().plan
  const answered = Object.values(useCatalog.getState().entries).filter(({ load }) => load.state === 'ready')
  const isCompared = answered.some(
    ({ name, input }) => name === 'release.compare' && 'after' in input && input.after === about.after
  )
  const isExplained = answered.some(
    ({ name, input }) => name === 'variables.explain' && 'name' in input && input.name === explainedName
  )
  const isPlanned = shown?.projectId === about.projectId && shown.environmentId === about.production
  return [
    ...(isCompared ? (['compare'] as const) : []),
    ...(isExplained ? (['explain'] as const) : []),
    ...(isPlanned ? (['plan'] as const) : [])
  ]
}

/** The variable that the guide asks about. */
export const explainedName = 'Log.Level'

/** Ticks what is looked at, and asks again what was done whenever a deployment ends. */
export function useFollowGuide(): void {
  const { load, again } = useGuide()
  const guide = valueOr(load, null)
  const isGuided = guide !== null
  useEffect(() => {
    if (!isGuided) return
    return api.subscribe(event => {
      if (event.type === 'deployment.changed' && event.summary.state === 'finished') again()
    })
  }, [isGuided, again])
  useEffect(() => {
    if (guide === null) return
    const noted = new Set<LookedAt>()
    const look = () => {
      for (const step of lookedAtNow(guide)) {
        const isOpen = guide.steps.some(item => item.step === step && item.state !== 'done')
        if (!isOpen || noted.has(step)) continue
        noted.add(step)
        changeGuide({ change: 'looked-at', step })
      }
    }
    look()
    const undo = [useCatalog.subscribe(look), useShownPlan.subscribe(look)]
    return () => {
      for (const each of undo) each()
    }
  }, [guide])
}
