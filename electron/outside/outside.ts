import type { DeploymentSummary } from '@shared/deployment'
import { titleOf } from '@shared/deployment-title'
import type { DeploymentId } from '@shared/ids'
import { countOf } from '@shared/plan/words'
import type { Following, Notice } from './follow'

/** Where the window stands, and what was set. */
export interface Desk {
  readonly isFocused: boolean
  /** The window was closed, and what runs goes on without it. */
  readonly isHidden: boolean
  /** Whether notices are wanted at all. */
  readonly notifies: boolean
}

/** What the window's surroundings show. */
export interface Outside {
  /** The bar on the button of the taskbar: `value` from 0 to 1. Null for none. */
  readonly progress: { readonly value: number; readonly mode: 'normal' | 'paused' | 'error' } | null
  /** The number on the app's icon: questions that nobody has answered. */
  readonly badge: number
  /** The machine is not to fall asleep. */
  readonly keepsAwake: boolean
  /** Null for no icon. */
  readonly tray: Tray | null
}

export interface Tray {
  /** The dot on the icon. */
  readonly dot: 'none' | 'running' | 'asks' | 'failed'
  readonly tooltip: string
  /** What the menu leads to. */
  readonly entries: readonly { readonly id: DeploymentId; readonly label: string }[]
}

/** The most entries that the menu of the tray's icon has. */
const shownEntries = 8

const isRunning = ({ state }: DeploymentSummary): boolean => state === 'running' || state === 'cancelling'

/** Whether something happens in it. One that waits for a person, or that somebody paused, may do so for days. */
const goesOn = ({ isWaiting, idle }: DeploymentSummary): boolean => !isWaiting && (idle?.since ?? null) === null

/** What is shown around the window for what is going on. */
export function outsideOf(following: Following, desk: Desk): Outside {
  const open = [...following.open.values()]
  const running = open.filter(isRunning)
  const badge = open.reduce((sum, item) => sum + item.openQuestions, 0)
  const hasFailed = following.hasFailed && !desk.isFocused
  return {
    progress: progressOf(running, badge, hasFailed),
    badge,
    keepsAwake: running.some(goesOn),
    tray: open.length === 0 && !desk.isHidden && !hasFailed ? null : trayOf(open, running, badge, hasFailed)
  }
}

/** The notice, unless somebody looks at the window anyway or wants none. */
export const noticeFor = (notice: Notice | null, { isFocused, notifies }: Desk): Notice | null =>
  isFocused || !notifies ? null : notice

function progressOf(running: readonly DeploymentSummary[], questions: number, hasFailed: boolean): Outside['progress'] {
  if (running.length === 0) return hasFailed ? { value: 1, mode: 'error' } : null
  const parts = running.map(({ runsDone, runsTotal }) => (runsTotal === 0 ? 0 : runsDone / runsTotal))
  const value = parts.reduce((sum, part) => sum + part, 0) / parts.length
  return { value, mode: hasFailed ? 'error' : questions > 0 ? 'paused' : 'normal' }
}

function trayOf(
  open: readonly DeploymentSummary[],
  running: readonly DeploymentSummary[],
  questions: number,
  hasFailed: boolean
): Tray {
  const waiting = open.length - running.length
  const parts = [
    ...(questions > 0 ? [`${countOf(questions, 'question')} open`] : []),
    ...(running.length > 0 ? [`${running.length} running`] : []),
    ...(waiting > 0 ? [`${waiting} waiting`] : []),
    ...(hasFailed ? ['a deployment failed'] : [])
  ]
  return {
    dot: questions > 0 ? 'asks' : hasFailed ? 'failed' : running.length > 0 ? 'running' : 'none',
    tooltip: parts.length === 0 ? 'Slipway' : `Slipway: ${parts.join(', ')}`,
    entries: [...open]
      .sort((a, b) => b.openQuestions - a.openQuestions || b.queuedAt - a.queuedAt)
      .slice(0, shownEntries)
      .map(item => ({ id: item.id, label: `${titleOf(item)}${item.openQuestions > 0 ? ' — needs an answer' : ''}` }))
  }
}
