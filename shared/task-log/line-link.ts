import type { DeploymentId, RunId } from '../ids'
import { type Plan, stageNumber } from '../plan/plan'

/** Some lines of a log, as an address names them: `s3.t2.L120-134`. */
export interface LineLink {
  /** Number of the step, such as `3`, `3.2` or `P`; null when the lines are of several. */
  readonly step: string | null
  /** Position of the target in the plan, from 1; null for this machine and for several. */
  readonly target: number | null
  /** Numbers in the whole log; both ends belong to it. */
  readonly first: number
  readonly last: number
}

const pattern = /^#?(?:s(\d{1,4}(?:\.\d{1,4})?|P)\.)?(?:t(\d{1,6})\.)?L(\d{1,9})(?:-(\d{1,9}))?$/

/** Reads the part of an address after `#`; null when it names no lines. */
export function parseLineLink(text: string): LineLink | null {
  const [, step, target, first, last] = pattern.exec(text) ?? []
  if (first === undefined) return null
  const ends = [Number(first), Number(last ?? first)].sort((a, b) => a - b) as [number, number]
  if (ends[0] < 1) return null
  return { step: step ?? null, target: target === undefined ? null : Number(target), first: ends[0], last: ends[1] }
}

/** `s3.t2.L120-134` */
export function lineLinkText({ step, target, first, last }: LineLink): string {
  const range = last > first ? `L${first}-${last}` : `L${first}`
  return `${step === null ? '' : `s${step}.`}${target === null ? '' : `t${target}.`}${range}`
}

/** What a link says about a run: its step and its target; nothing for the deployment as a whole. */
export function placeInLink(plan: Plan, run: RunId | null): Pick<LineLink, 'step' | 'target'> {
  const stage = plan.stages.find(item => item.runs.some(planned => planned.id === run))
  const targetId = stage?.runs.find(planned => planned.id === run)?.targetId ?? null
  const position = plan.targets.findIndex(target => target.id === targetId)
  return { step: stage ? stageNumber(stage) : null, target: position < 0 ? null : position + 1 }
}

/** The run that a link's step and target mean; null when it names none. */
export function runInLink(plan: Plan, link: LineLink): RunId | null {
  const stage = plan.stages.find(item => stageNumber(item) === link.step)
  const targetId = link.target === null ? null : plan.targets[link.target - 1]?.id
  return stage?.runs.find(run => run.targetId === targetId)?.id ?? null
}

/** Where the window shows lines of a log; also as the address of a page of an export, where only the part after # counts. */
export const lineAddress = (id: DeploymentId, link: LineLink): string => `app://ui${linePath(id, link)}`

/** The same without the scheme: what the window navigates to. */
export const linePath = (id: DeploymentId, link: LineLink): string => `/deployments/${id}#${lineLinkText(link)}`

/** Reads an address that `lineAddress` made, also without its scheme; null for any other text. */
export function parseLineAddress(text: string): { readonly path: string; readonly link: LineLink } | null {
  const [, path, hash] = /^(?:app:\/\/ui)?(\/deployments\/deployment-[a-z0-9]{10})#(\S+)$/.exec(text.trim()) ?? []
  const link = hash === undefined ? null : parseLineLink(hash)
  return path === undefined || link === null ? null : { path, link }
}
