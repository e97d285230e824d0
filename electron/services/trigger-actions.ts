import type { Parsed } from '@shared/api'
import { isMet, judgeVersions, ruleFor, ruleWords } from '@shared/channels/rules'
import { type DeploymentSummary, isOpen } from '@shared/deployment'
import { openStates } from '@shared/deployment-filter'
import { placeOf } from '@shared/deployment-title'
import type { Failure } from '@shared/failure'
import type { EnvironmentId, ProjectId, RunbookId } from '@shared/ids'
import type { Channel } from '@shared/model/channel'
import type { PackageRecord } from '@shared/model/package'
import { isOfProject, type Release } from '@shared/model/release'
import type { Trigger } from '@shared/model/trigger'
import { isSameSlot, type ProcessSlot, schemeOf } from '@shared/packages/slots'
import { ok, type Result } from '@shared/result'
import { type UsedVersion, whyNoRelease } from '@shared/triggers/arrival'
import { type DeploymentPlace, isSamePlace } from '../store/deployment-place'
import type { Store } from '../store/store'
import type { ServiceContext } from './context'
import type { Start } from './deployment-start'
import { requestOf } from './plan-children'
import { whyNotFor } from './progression'
import { readSnapshot } from './release-snapshots'
import { findTag } from './tag-patterns'
import { whomOf } from './tenancy'
import { channelOf, slotOf, troubleOf } from './trigger-checks'

/** What set a trigger off. */
export type Cause =
  | { readonly kind: 'time' | 'asked' }
  | { readonly kind: 'package'; readonly record: Pick<PackageRecord, 'packageId' | 'version'> }

/** What became of it. */
export type Outcome = Omit<NonNullable<Trigger['last']>, 'at'>

/** What triggers do, by the services that people use as well. */
export interface TriggerWork {
  readonly createRelease: (input: Parsed<'release.create'>) => Promise<Result<Release>>
  /** Settles when the lifecycle of a release that was made has begun what it begins by itself. */
  readonly promoted: () => Promise<void>
  readonly start: (input: Start) => Promise<Result<DeploymentSummary>>
  readonly prepareRunbook: (id: RunbookId, isDraft: boolean) => Promise<Result<Release>>
}

type Does<Kind extends Trigger['does']['kind']> = Extract<Trigger['does'], { kind: Kind }>

const nothing = (message: string): Outcome => ({ outcome: 'nothing-to-do', message })
const failed = (message: string): Outcome => ({ outcome: 'failed', message })

/** The sentence of a failure, and what to do about it. */
const sentences = ({ message, remedy }: Failure): string => [message, remedy].filter(Boolean).join(' ')

/** Carries out what a trigger does. Everything that stands against it becomes its outcome. */
export function createTriggerActions(context: Pick<ServiceContext, 'store'>, work: TriggerWork) {
  const { store } = context
  const versionsIn = createVersionsIn(context)

  const start = async (
    trigger: Trigger,
    release: Release,
    place: DeploymentPlace,
    done: (where: string) => string
  ): Promise<Outcome> => {
    const comment = `Begun by the trigger “${trigger.name}”.`
    const started = await work.start({ releaseId: release.id, ...requestOf(place), comment, isAlone: true })
    if (!started.ok) return failed(sentences(started.failure))
    return { outcome: 'done', message: done(nameOf(place)), deploymentId: started.value.id }
  }

  /** `Production`, or `Production for Acme`. */
  const nameOf = ({ environmentId, tenantId }: DeploymentPlace): string =>
    placeOf({
      environmentName: store.environments.get(environmentId)?.name ?? environmentId,
      tenant: tenantId === null ? undefined : store.tenants.get(tenantId)
    })

  /** Whether a release is for that tenant there, or for none. */
  const isFor = (release: Release, { environmentId, tenantId }: DeploymentPlace): boolean => {
    const [project, environment] = [store.projects.get(release.projectId), store.environments.get(environmentId)]
    return project && environment ? whyNotFor(store, release, project, { environment, tenantId }) === null : true
  }

  /** That the lifecycle deploys a release there anyway, so that it is not deployed twice; null where it does not. */
  const deployedByItself = ({ id, version }: Release, place: DeploymentPlace): Outcome | null => {
    const there = store.deployments.standings(id).find(isSamePlace(place))
    if (!there) return null
    const message = `Made the release ${version}, which its lifecycle deploys to ${nameOf(place)}.`
    return { outcome: 'done', message, deploymentId: there.newest }
  }

  const createRelease = async (trigger: Trigger, does: Does<'create-release'>, cause: Cause): Promise<Outcome> => {
    const { projectId, when } = trigger
    const packages =
      cause.kind === 'package' && when.kind === 'package'
        ? [{ actionId: when.actionId, reference: when.reference, version: cause.record.version }]
        : undefined
    const channelId = does.channelId ?? (packages ? channelOf(store, projectId, undefined)?.id : undefined)
    const made = await work.createRelease({
      projectId,
      ...(channelId === undefined ? {} : { channelId }),
      ...(packages === undefined ? {} : { packages })
    })
    if (!made.ok) return failed(`No release was made. ${sentences(made.failure)}`)
    const release = made.value
    const { environmentId } = does
    const isMade = { outcome: 'done', message: `Made the release ${release.version}.` } as const
    if (environmentId === undefined) return isMade
    await work.promoted()
    const begun = (name: string) => `Made the release ${release.version} and began its deployment to ${name}.`
    const outcomes = await forEach(placesIn(projectId, environmentId), async place => {
      if (!isFor(release, place)) return null
      const outcome = deployedByItself(release, place) ?? (await start(trigger, release, place, begun))
      return outcome.outcome === 'done'
        ? outcome
        : failed(`Made the release ${release.version}, but it is not deployed. ${outcome.message}`)
    })
    return together(outcomes) ?? isMade
  }

  /** An environment once for each tenant of a project, and once without one where it may be deployed so. */
  const placesIn = (projectId: ProjectId, environmentId: EnvironmentId): readonly DeploymentPlace[] =>
    whomOf(store, projectId).map(tenantId => ({ environmentId, tenantId }))

  const deployRelease = async (trigger: Trigger, does: Does<'deploy-release'>): Promise<Outcome> => {
    const outcomes = await forEach(placesIn(trigger.projectId, does.to), place => deployTo(trigger, does, place))
    return together(outcomes) ?? nothing('No tenant gets the project there.')
  }

  /** Null for a tenant that gets nothing there. */
  const deployTo = async (
    trigger: Trigger,
    { channelId, from, evenIfCurrent }: Does<'deploy-release'>,
    to: DeploymentPlace
  ): Promise<Outcome | null> => {
    const { projectId } = trigger
    const channel = channelId === undefined ? undefined : channelOf(store, projectId, channelId)
    const fitting = store.releases
      .all()
      .filter(item => item.projectId === projectId && isOfProject(item) && isIn(item, channel) && isFor(item, to))
    if (fitting.length === 0 && to.tenantId !== null) return null
    const origin = from === undefined ? null : { environmentId: from, tenantId: to.tenantId }
    const release = fitting.findLast(item => origin === null || hasSucceededIn(item, origin))
    const ofChannel = channel === undefined ? '' : ` of the channel “${channel.name}”`
    if (!release)
      return nothing(
        origin === null
          ? `There is no release${ofChannel} yet.`
          : `No release${ofChannel} has succeeded in ${nameOf(origin)} yet.`
      )
    const { version } = release
    const current = store.deployments.current(projectId, to)
    if (current?.releaseId === release.id && evenIfCurrent !== true)
      return nothing(`${version} is in ${nameOf(to)} already.`)
    const open = await store.deployments.newest({ projectId, ...to, kind: 'deployment', states: [...openStates] }, 100)
    if (open.some(item => item.releaseId === release.id))
      return nothing(`${version} is being deployed to ${nameOf(to)} already.`)
    return start(trigger, release, to, where => `Began the deployment of ${version} to ${where}.`)
  }

  const hasSucceededIn = ({ id }: Release, place: DeploymentPlace): boolean =>
    store.deployments
      .standings(id)
      .filter(isSamePlace(place))
      .some(({ success }) => success !== null)

  const runRunbook = async (trigger: Trigger, { runbookId, environmentId }: Does<'run-runbook'>): Promise<Outcome> => {
    const release = await work.prepareRunbook(runbookId, false)
    if (!release.ok) return failed(`${release.failure.message} A trigger runs only what was published.`)
    const name = store.runbooks.get(runbookId)?.name ?? ''
    const place = { environmentId, tenantId: null }
    return start(trigger, release.value, place, where => `Began the run of “${name}” in ${where}.`)
  }

  /** Why a package that came in makes no release; null where it does. */
  const whyLeft = async (trigger: Trigger, slot: ProcessSlot, record: Pick<PackageRecord, 'version'>) => {
    const channelId = trigger.does.kind === 'create-release' ? trigger.does.channelId : undefined
    const channel = channelOf(store, trigger.projectId, channelId)
    const feed = slot.feedId === null ? null : (store.feeds.get(slot.feedId)?.kind ?? null)
    const scheme = schemeOf(feed)
    const rule = channel === undefined ? null : ruleFor(channel, slot)
    const judged = rule === null ? null : await judgeVersions(rule, scheme, [record.version], findTag)
    if (judged?.ok === false) return failed(sentences(judged.failure))
    const [verdict] = judged?.value ?? []
    if (verdict && rule && !isMet(verdict))
      return nothing(
        `${slot.packageId} ${record.version} is not for the channel “${channel?.name}”, which takes ${ruleWords(rule)}.`
      )
    const releases = store.releases
      .all()
      .filter(item => item.projectId === trigger.projectId && isOfProject(item) && isIn(item, channel))
    const used = await versionsIn(releases, slot)
    const why = whyNoRelease(slot.packageId, record.version, scheme, used)
    return why === null ? null : nothing(why)
  }

  const carryOut = (trigger: Trigger, cause: Cause): Promise<Outcome> => {
    const { does } = trigger
    if (does.kind === 'create-release') return createRelease(trigger, does, cause)
    return does.kind === 'deploy-release' ? deployRelease(trigger, does) : runRunbook(trigger, does)
  }

  /** Never rejects for what a person can mend; a defect rejects. */
  return async (trigger: Trigger, cause: Cause): Promise<Outcome> => {
    const { projectId, when } = trigger
    if (store.projects.get(projectId)?.releases?.isDisabled === true) return nothing('The project is disabled.')
    const trouble = troubleOf(store, projectId, trigger)
    if (trouble) return failed(`${trouble.sentence} ${trouble.remedy}`)
    // One that is faster than its work would fill the queue.
    if (cause.kind !== 'package' && (await isBusy(store, trigger)))
      return nothing('What it began the last time is still under way: this time was left out.')
    const slot = when.kind === 'package' ? slotOf(store, projectId, when) : undefined
    if (cause.kind === 'package' && slot && trigger.does.kind === 'create-release') {
      const left = await whyLeft(trigger, slot, cause.record)
      if (left) return left
    }
    return carryOut(trigger, cause)
  }
}

/** One after the other, so that what one begins is known to the next; those of which there is nothing to say left out. */
async function forEach(
  places: readonly DeploymentPlace[],
  work: (place: DeploymentPlace) => Promise<Outcome | null>
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  for (const place of places) {
    const outcome = await work(place)
    if (outcome !== null) outcomes.push(outcome)
  }
  return outcomes
}

const ranks = ['failed', 'done', 'nothing-to-do', 'missed'] as const
/** How many sentences one outcome has at the most. */
const mostTold = 5

/** What became of several places: it failed where one did, and what failed is said first. Null for no place. */
function together(outcomes: readonly Outcome[]): Outcome | null {
  const sorted = [...outcomes].sort((a, b) => ranks.indexOf(a.outcome) - ranks.indexOf(b.outcome))
  const [first] = sorted
  if (first === undefined) return null
  const told = [...new Set(sorted.map(({ message }) => message))]
  const rest = told.length - mostTold
  const message = [...told.slice(0, mostTold), ...(rest > 0 ? [`And ${rest} more.`] : [])].join(' ')
  return { outcome: first.outcome, message, ...asBegun(outcomes.flatMap(begunBy)) }
}

type Begun = Pick<Outcome, 'deploymentId' | 'deploymentIds'>

const begunBy = ({ deploymentId, deploymentIds }: Begun): readonly string[] =>
  deploymentIds ?? (deploymentId === undefined ? [] : [deploymentId])

/** @param ids in the order in which they were begun */
function asBegun(ids: readonly string[]): Begun {
  const last = ids.at(-1)
  if (last === undefined) return {}
  return { deploymentId: last, ...(ids.length === 1 ? {} : { deploymentIds: [...ids] }) }
}

/** Whether anything that a trigger began the last time is under way, for whichever tenant. */
async function isBusy({ deployments }: Pick<Store, 'deployments'>, { last }: Trigger): Promise<boolean> {
  for (const id of begunBy(last ?? {})) {
    const before = await deployments.get(id)
    if (before !== undefined && isOpen(before)) return true
  }
  return false
}

/** An outcome; where nothing came of it, what was begun before is known on as long as that is under way. */
export async function withBegun(store: Store, trigger: Trigger, outcome: Outcome): Promise<Outcome> {
  if (outcome.outcome === 'done' || begunBy(outcome).length > 0 || !(await isBusy(store, trigger))) return outcome
  return { ...outcome, ...asBegun(begunBy(trigger.last ?? {})) }
}

/** Whether a release belongs to a channel; one that names none is of the default one. */
const isIn = ({ channelId }: Release, channel: Channel | undefined): boolean =>
  channel === undefined || channelId === channel.id || (channelId === undefined && channel.isDefault)

/** Finds out which versions releases have in a place. Snapshots never change, so each is read once. */
function createVersionsIn({ store }: Pick<ServiceContext, 'store'>) {
  const read = new Map<string, readonly Pick<ProcessSlot & UsedVersion, 'actionId' | 'reference' | 'version'>[]>()
  return async (releases: readonly Release[], slot: ProcessSlot): Promise<readonly UsedVersion[]> => {
    const used: UsedVersion[] = []
    for (const release of releases) {
      const known = read.get(release.snapshot)
      // One that cannot be read is as good as none: nobody can deploy it.
      const snapshot = known ? ok({ packages: known }) : await readSnapshot(store, release)
      const packages = snapshot.ok ? (snapshot.value.packages ?? []) : []
      read.set(release.snapshot, packages)
      for (const item of packages)
        if (isSameSlot(item, slot)) used.push({ version: item.version, release: release.version })
    }
    return used
  }
}
