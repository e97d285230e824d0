import type { IconName } from '../icon-paths'

/** The ways to look at a log. */
export const logViews = ['merged', 'steps', 'targets', 'split'] as const
export type LogViewName = (typeof logViews)[number]

export const viewLooks: Readonly<
  Record<LogViewName, { readonly word: string; readonly detail: string; readonly icon: IconName }>
> = {
  merged: { word: 'Merged', detail: 'All lines as they came', icon: 'terminal' },
  steps: { word: 'By step', detail: 'Steps, their targets, their lines', icon: 'process' },
  targets: { word: 'By target', detail: 'Targets, their steps, their lines', icon: 'target' },
  split: { word: 'Side by side', detail: 'Two to four targets at the same time', icon: 'grip' }
}

/** Whether sections can be folded in it. */
export const isTree = (view: LogViewName): view is 'steps' | 'targets' => view === 'steps' || view === 'targets'

/** The view after this one; side by side only where there are several targets. */
export function nextView(view: LogViewName, hasSeveral: boolean): LogViewName {
  const all = logViews.filter(item => item !== 'split' || hasSeveral)
  return all[(all.indexOf(view) + 1) % all.length] ?? 'merged'
}
