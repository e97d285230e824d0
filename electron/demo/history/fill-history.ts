import { createHash } from 'node:crypto'
import type { EnvironmentId, ProjectId, ReleaseId } from '@shared/ids'
import type { Services } from '../../services/workspace'
import type { InThePast } from '../../services/workspace-open'
import type { DemoProject } from '../content-file'
import { fillRelease } from '../content-project'
import { sure } from '../sure'
import type { DemoHistory, HistoryLine, PastDeployment } from './history-file'
import { SeededClock } from './seeded-clock'
import { simulating, type Tell } from './simulated-run'

/** What is said about each of these deployments, where its facts are shown. */
export const simulatedComment = 'Simulated history of the demo'

/** What history is about. */
interface Of {
  readonly project: DemoProject
  readonly projectId: ProjectId
  readonly environments: ReadonlyMap<string, EnvironmentId>
}

/**
 * Makes the releases of a project and deploys them as if that had happened over the last weeks. Returns the releases by
 * their versions.
 * @param now milliseconds since 1970 UTC
 */
export async function fillHistory(
  { project, projectId, environments }: Of,
  history: DemoHistory,
  inThePast: InThePast,
  now: number
): Promise<ReadonlyMap<string, ReleaseId>> {
  const clock = new SeededClock(now)
  const teller = createTeller(history)
  const people = new Map<string, Services>()
  const as = (user: string): Services => {
    const known = people.get(user)
    if (known !== undefined) return known
    const services = inThePast(({ runDeployment }) => ({
      now: clock.now,
      user,
      runDeployment: simulating(runDeployment, clock, teller.tell)
    }))
    people.set(user, services)
    return services
  }
  const ids = new Map<string, ReleaseId>()
  const found = <Item>(item: Item | undefined, name: string): Item => {
    if (item === undefined) throw new Error(`The history of the demo has no ${name}`)
    return item
  }
  const makeRelease = async ({ version, by }: DemoHistory['releases'][number]): Promise<void> => {
    const release = found(
      project.releases.find(item => item.version === version),
      version
    )
    ids.set(version, await fillRelease(as(by), projectId, release, { environments }))
  }
  const deploy = async (past: PastDeployment): Promise<void> => {
    const { deployments } = as(past.by)
    const releaseId = found(ids.get(past.version), past.version)
    const environmentId = found(environments.get(past.to), past.to)
    teller.begin(past)
    const { id } = sure(await deployments.start({ releaseId, environmentId, comment: simulatedComment }))
    await deployments.stopped(id)
    const pause = past.fails?.continuedAfterMinutes
    if (pause === undefined) return
    clock.set(clock.now() + pause * 60_000)
    teller.begin({ ...past, fails: undefined })
    const { runs } = sure(await deployments.get(id))
    const failed = Object.values(runs).filter(({ state }) => state === 'failed')
    const decisions = failed.map(run => ({ run: run.id, choice: 'retry' as const, reason: '' }))
    sure(await deployments.resume(id, { decisions }))
    await deployments.stopped(id)
  }
  const all = [
    ...history.releases.map(item => ({ at: timeOf(item, now), happen: () => makeRelease(item) })),
    ...history.deployments.map(item => ({ at: timeOf(item, now), happen: () => deploy(item) }))
  ]
  for (const { at, happen } of all.sort((one, other) => one.at - other.at)) {
    clock.set(at)
    await happen()
  }
  for (const { deployments } of people.values()) await deployments.letGo()
  return ids
}

function timeOf({ daysAgo, at }: { readonly daysAgo: number; readonly at: string }, now: number): number {
  const [hours = 0, minutes = 0] = at.split(':').map(Number)
  const day = new Date(now)
  day.setDate(day.getDate() - daysAgo)
  day.setHours(hours, minutes, 0, 0)
  return day.getTime()
}

/** Tells what the steps of one deployment after the other write. */
function createTeller({ steps }: DemoHistory) {
  let current: PastDeployment | null = null
  const tell: Tell = (step, place, value) => {
    const told = steps[step]
    if (told === undefined || current === null) throw new Error(`The history of the demo has no step “${step}”`)
    const failure = current.fails?.step === step && current.fails.target === place ? current.fails : null
    const lines = (failure?.says ?? told.says).map(line => written(line, value))
    if (failure !== null) lines.push(message('resultMessage', { message: failure.message }))
    const { version, to, daysAgo } = current
    const seconds = told.seconds * (0.8 + 0.5 * chanceOf(`${version} ${to} ${daysAgo} ${step} ${place}`))
    const afterMs = Math.round((seconds * 1000) / lines.length)
    return { says: lines.map(text => ({ afterMs, text })), exitCode: failure === null ? 0 : 1 }
  }
  return {
    tell,
    begin: (deployment: PastDeployment): void => {
      current = deployment
    }
  }
}

/** The same number between 0 and 1 for the same words. */
const chanceOf = (words: string): number => createHash('sha256').update(words).digest().readUInt32BE() / 2 ** 32

const replaced = (text: string, value: (name: string) => string): string =>
  text.replaceAll(/\{([\w.]+)\}/g, (_, name: string) => value(name))

function written(line: HistoryLine, value: (name: string) => string): string {
  if (typeof line === 'string') return replaced(line, value)
  if ('highlight' in line)
    return `##octopus[stdout-highlight]\n${replaced(line.highlight, value)}\n##octopus[stdout-default]`
  const [name, output] = line.output
  return message('setVariable', { name, value: output })
}

/** A service message, as the functions write it that scripts call. */
const message = (name: string, fields: Readonly<Record<string, string>>): string =>
  `##octopus[${name} ${Object.entries(fields)
    .map(([key, value]) => `${key}='${Buffer.from(value).toString('base64')}'`)
    .join(' ')}]`
