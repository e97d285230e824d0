import type { AuditDraft } from '@shared/audit'
import { canonicalJson } from '@shared/canonical-json'
import type { DeploymentSummary } from '@shared/deployment'
import { type Failure, invalid, notFound } from '@shared/failure'
import type { ProjectId, RunbookId } from '@shared/ids'
import type { Project } from '@shared/model/project'
import type { Release, ReleaseSnapshot } from '@shared/model/release'
import type { Runbook, RunbookInput } from '@shared/model/runbook'
import type { ChosenVersion } from '@shared/packages/slots'
import { fail, ok, type Result } from '@shared/result'
import type { RunbookDetails, RunbookListing } from '@shared/runbook-calls'
import { changesOf } from './audit-changes'
import { runbookStepDrafts } from './audit-content'
import { draftsOf } from './audit-drafts'
import { runbookAudit } from './audit-subjects'
import { childrenFor } from './child-releases'
import type { ServiceContext } from './context'
import type { Deployments } from './deployments'
import { idsElsewhere, type StepsAsTyped, withIds } from './processes'
import { deleteRunbookData } from './project-data'
import type { ReleasePackages } from './release-packages'
import { contentOf, readSnapshot, releaseDetails, runbookSnapshotNow } from './release-snapshots'
import { byName, inUse, nameTaken, outdated } from './rules'
import { tied } from './variable-check'

/** What runbooks ask of deployments. */
type DeploymentsOf = Pick<Deployments, 'openOfRunbook' | 'latest' | 'letGo'>

/**
 * Runbooks: what is edited is a draft. Publishing, and each run of a draft that differs from the one before, freezes it
 * as a release of the runbook's own, and a run is a deployment of that release.
 */
export function createRunbooks(context: ServiceContext, deployments: DeploymentsOf, packages: ReleasePackages) {
  const { store, newId, publish, exclusive } = context
  const { runbooks, releases, environments } = store
  const audit = runbookAudit(store)
  const changed = () => publish({ type: 'catalog.changed', entity: 'runbook' })

  const put = async (record: Runbook, before: Runbook | null): Promise<Result<Runbook>> => {
    await store.commit([runbooks.putting(record)], draftsOf(audit, before, record))
    changed()
    return ok(record)
  }

  /** With its project, which goes together with its runbooks. */
  const found = (id: RunbookId): Result<{ readonly runbook: Runbook; readonly project: Project }> => {
    const runbook = runbooks.get(id)
    const project = runbook && store.projects.get(runbook.projectId)
    return runbook && project ? ok({ runbook, project }) : fail(notFound('runbook', id))
  }

  const refusal = (projectId: ProjectId, input: RunbookInput, self?: RunbookId): Failure | null => {
    const others = runbooks.all().filter(item => item.projectId === projectId)
    const taken = nameTaken('a runbook of this project', others, input.name, 'value.name', self)
    if (taken) return taken
    const { environments: where } = input
    const gone = where.kind === 'listed' && where.ids.some(id => environments.get(id) === undefined)
    return gone
      ? invalid('value.environments', 'must be environments of this workspace', 'Choose the environments again.')
      : null
  }

  const listing = async (runbook: Runbook): Promise<RunbookListing> => {
    const { published } = runbook
    const release = published === null ? undefined : releases.get(published.releaseId)
    const details = release === undefined ? null : await releaseDetails(store, release, packages.missing)
    return {
      ...runbook,
      published: release ?? null,
      isOutdated: details?.ok === true && details.value.isOutdated,
      lastRun: lastRunOf(deployments.latest(), runbook.id)
    }
  }

  /** Before its turn, because feeds may take their time. */
  const bring = async (id: RunbookId): Promise<Result<readonly ChosenVersion[]>> => {
    const at = found(id)
    if (!at.ok) return at
    const brought = await packages.bring(at.value.project, at.value.runbook.steps, { channel: null })
    return brought.ok ? ok(brought.value.versions) : brought
  }

  return {
    list: async (projectId: ProjectId | undefined): Promise<Result<readonly RunbookListing[]>> => {
      if (projectId !== undefined && !store.projects.get(projectId)) return fail(notFound('project', projectId))
      const own = runbooks.all().filter(item => projectId === undefined || item.projectId === projectId)
      return ok(await Promise.all(byName(own).map(listing)))
    },

    get: async (id: RunbookId): Promise<Result<RunbookDetails>> => {
      const runbook = runbooks.get(id)
      if (!runbook) return fail(notFound('runbook', id))
      const release = runbook.published === null ? undefined : releases.get(runbook.published.releaseId)
      if (!release) return ok({ runbook, published: null })
      const published = await releaseDetails(store, release, packages.missing)
      return published.ok ? ok({ runbook, published: published.value }) : published
    },

    create: (projectId: ProjectId, input: RunbookInput): Promise<Result<Runbook>> =>
      exclusive(async () => {
        if (!store.projects.get(projectId)) return fail(notFound('project', projectId))
        const refused = refusal(projectId, input)
        if (refused) return fail(refused)
        const { guidedFailure, ...fields } = input
        const record: Runbook = {
          id: newId('runbook'),
          projectId,
          ...fields,
          version: 0,
          steps: [],
          published: null,
          createdAt: context.now(),
          ...(guidedFailure === undefined ? {} : { guidedFailure })
        }
        return put(record, null)
      }),

    update: (id: RunbookId, input: RunbookInput): Promise<Result<Runbook>> =>
      exclusive(async () => {
        const current = runbooks.get(id)
        if (!current) return fail(notFound('runbook', id))
        const refused = refusal(current.projectId, input, id)
        if (refused) return fail(refused)
        const { guidedFailure: _before, ...kept } = current
        const { guidedFailure, ...fields } = input
        return put({ ...kept, ...fields, ...(guidedFailure === undefined ? {} : { guidedFailure }) }, current)
      }),

    save: (id: RunbookId, version: number, steps: StepsAsTyped): Promise<Result<Runbook>> =>
      exclusive(async () => {
        const current = runbooks.get(id)
        if (!current) return fail(notFound('runbook', id))
        if (current.version !== version) return fail(outdated(`The runbook “${current.name}”`, current.version))
        const saved: Runbook = {
          ...current,
          version: version + 1,
          steps: [...withIds(steps, newId, idsElsewhere(store, id))]
        }
        await store.commit([runbooks.putting(saved)], runbookStepDrafts(store, current, saved))
        changed()
        return ok(saved)
      }),

    /** Publishing what is published already changes nothing. */
    publish: async (id: RunbookId): Promise<Result<Release>> => {
      const brought = await bring(id)
      if (!brought.ok) return brought
      return exclusive(async () => {
        const frozen = await freeze(context, packages, found(id), brought.value)
        if (!frozen.ok) return frozen
        const { runbook, project, snapshot } = frozen.value
        const before = runbook.published === null ? undefined : releases.get(runbook.published.releaseId)
        if (before && (await isSame(context, before, snapshot))) return ok(before)
        const release = await newRelease(context, runbook, snapshot, false)
        const after: Runbook = { ...runbook, published: { releaseId: release.id } }
        const draft = publishedDraft(project, runbook, before, release)
        await store.commit([releases.putting(release), runbooks.putting(after)], [draft])
        publish({ type: 'catalog.changed', entity: 'release' })
        changed()
        return ok(release)
      })
    },

    prepare: async (id: RunbookId, isDraft: boolean): Promise<Result<Release>> => {
      const at = found(id)
      if (!at.ok) return at
      if (!isDraft) {
        const { published } = at.value.runbook
        const release = published === null ? undefined : releases.get(published.releaseId)
        return release ? ok(release) : fail(unpublished(at.value.runbook))
      }
      const brought = await bring(id)
      if (!brought.ok) return brought
      return exclusive(async () => {
        const frozen = await freeze(context, packages, found(id), brought.value)
        if (!frozen.ok) return frozen
        const { runbook, snapshot } = frozen.value
        const before = releases.all().findLast(item => item.runbook?.id === id && item.runbook.isDraft)
        if (before && (await isSame(context, before, snapshot))) return ok(before)
        const release = await newRelease(context, runbook, snapshot, true)
        await releases.put(release)
        publish({ type: 'catalog.changed', entity: 'release' })
        return ok(release)
      })
    },

    delete: (id: RunbookId, confirmName: string): Promise<Result<null>> =>
      exclusive(async () => {
        const current = runbooks.get(id)
        if (!current) return fail(notFound('runbook', id))
        if (confirmName.trim() !== current.name)
          return fail(invalid('confirmName', 'must repeat the name of the runbook', `Type “${current.name}”.`))
        const open = deployments.openOfRunbook(id)
        if (open.length > 0)
          return fail(inUse(`The runbook “${current.name}”`, open, 'Wait for the run to end, or cancel it.'))
        await deployments.letGo()
        await deleteRunbookData(context, current)
        publish({ type: 'catalog.changed', entity: 'release' })
        changed()
        return ok(null)
      })
  }
}

interface Frozen {
  readonly runbook: Runbook
  readonly project: Project
  readonly snapshot: ReleaseSnapshot
}

/** What freezing a runbook now gives, unless something stands against it. */
async function freeze(
  { store }: ServiceContext,
  packages: ReleasePackages,
  at: Result<{ readonly runbook: Runbook; readonly project: Project }>,
  brought: readonly ChosenVersion[]
): Promise<Result<Frozen>> {
  if (!at.ok) return at
  const { runbook, project } = at.value
  if (runbook.steps.length === 0)
    return fail(invalid('id', 'has no steps yet', 'Add a step to the runbook and save it first.'))
  const now = runbookSnapshotNow(store, project, runbook)
  const refused = tied(store, now, null)
  if (refused) return fail(refused)
  // The newest releases of the projects that it deploys, as there is nobody to choose others.
  const children = await childrenFor(store, null, runbook.steps)
  if (!children.ok) return children
  const taken = packages.take(project, runbook.steps, brought, null)
  return taken.ok ? ok({ runbook, project, snapshot: { ...now, ...children.value, ...taken.value } }) : taken
}

async function isSame({ store }: ServiceContext, release: Release, snapshot: ReleaseSnapshot): Promise<boolean> {
  const frozen = await readSnapshot(store, release)
  const all = (of: ReleaseSnapshot) => `${contentOf(of)} ${canonicalJson([of.children ?? [], of.packages ?? []])}`
  return frozen.ok && all(frozen.value) === all(snapshot)
}

/** Published ones count 1, 2, 3…; those of drafts count by themselves. */
async function newRelease(
  { store, newId, now, user }: ServiceContext,
  { id, name, projectId }: Runbook,
  snapshot: ReleaseSnapshot,
  isDraft: boolean
): Promise<Release> {
  const before = store.releases.all().filter(item => item.runbook?.id === id && item.runbook.isDraft === isDraft)
  const number = before.length + 1
  return {
    id: newId('release'),
    projectId,
    version: isDraft ? `draft-${number}` : String(number),
    notes: '',
    createdAt: now(),
    createdBy: user,
    snapshot: await store.snapshots.put(snapshot),
    runbook: { id, name, isDraft }
  }
}

const lastRunOf = (latest: readonly DeploymentSummary[], id: RunbookId): DeploymentSummary | null =>
  latest.filter(item => item.runbook?.id === id).sort((a, b) => b.queuedAt - a.queuedAt)[0] ?? null

const unpublished = ({ name }: Runbook): Failure => ({
  kind: 'conflict',
  message: `Nothing of the runbook “${name}” was published yet.`,
  remedy: 'Publish it, or run its draft.'
})

const publishedDraft = (
  project: Project,
  { id, name }: Runbook,
  before: Release | undefined,
  { version, snapshot }: Release
): AuditDraft => ({
  verb: 'published',
  subject: { kind: 'runbook', id, name },
  projectId: project.id,
  summary: `Published the runbook “${name}” of “${project.name}” as ${version}.`,
  changes: [
    ...changesOf('Version', before?.version ?? null, version),
    ...changesOf('Release hash', before?.snapshot ?? null, snapshot)
  ]
})
