import type { AuditDraft } from '@shared/audit'
import type { Channel } from '@shared/model/channel'
import type { ChosenPackage } from '@shared/model/package'
import type { Project } from '@shared/model/project'
import type { Release, ReleaseSnapshot } from '@shared/model/release'
import { listOf } from '@shared/plan/words'
import type { Store } from '../store/store'
import { changesBetween, changesOf, type Field } from './audit-changes'
import { changedSentence, withinLimit } from './audit-drafts'
import { projectName } from './child-releases'
import { channelOfRelease } from './project-channels'

// What the audit log says about releases.

type Draft = Pick<AuditDraft, 'subject' | 'projectId'>

const aboutRelease = (project: Project, { id, version }: Pick<Release, 'id' | 'version'>): Draft => ({
  subject: { kind: 'release', id, name: `${project.name} ${version}` },
  projectId: project.id
})

export const variablesUpdatedDraft = (project: Project, before: Release, after: Release): AuditDraft => ({
  verb: 'variables-updated',
  ...aboutRelease(project, after),
  summary: `Updated the variables of the release ${after.version} of “${project.name}”. What it had before is kept for its past deployments only.`,
  changes: changesOf('Release hash', before.snapshot, after.snapshot)
})

export const createdDraft = (
  store: Store,
  project: Project,
  channel: Channel,
  release: Release,
  snapshot: ReleaseSnapshot
): AuditDraft => ({
  verb: 'created',
  ...aboutRelease(project, release),
  summary: `Created the release ${release.version} of “${project.name}”.`,
  changes: [
    ...changesOf('Version', null, release.version),
    ...changesOf('Release hash', null, release.snapshot),
    ...changesOf('Notes', null, release.notes),
    ...(channel.isDefault ? [] : changesOf('Channel', null, channel.name)),
    ...changesOf('Ignores the rules of its channel', null, release.ignoresRules ?? null),
    ...changesOf('Custom fields', null, fieldsText(release)),
    ...changesOf('Deploys', null, deployedBy(store, snapshot)),
    ...changesOf('Packages', null, packagesIn(snapshot.packages ?? []))
  ]
})

/** Nothing when a save changed nothing. */
export function changedDrafts(store: Store, project: Project, before: Release, after: Release): readonly AuditDraft[] {
  const changes = changesBetween(before, after, fieldsIn(store))
  return changes.length === 0
    ? []
    : [
        {
          verb: 'changed',
          ...aboutRelease(project, after),
          summary: changedSentence(`the release ${before.version} of “${project.name}”`, changes),
          changes: withinLimit(changes)
        }
      ]
}

export const deletedDraft = (project: Project, release: Release, deployments: number): AuditDraft => ({
  verb: 'deleted',
  ...aboutRelease(project, release),
  summary: `Deleted the release ${release.version} of “${project.name}”.`,
  changes: [
    ...changesOf('Version', release.version, null),
    ...changesOf('Release hash', release.snapshot, null),
    ...changesOf('Deployments', deployments, null)
  ]
})

const fieldsIn = (store: Store): readonly Field<Release>[] => [
  { name: 'Version', of: ({ version }) => version },
  { name: 'Notes', of: ({ notes }) => notes },
  { name: 'Channel', of: release => channelOfRelease(store, release)?.name ?? null },
  { name: 'Ignores the rules of its channel', of: ({ ignoresRules }) => ignoresRules === true },
  { name: 'Custom fields', of: release => fieldsText(release) }
]

const fieldsText = ({ customFields = {} }: Release): string | null =>
  Object.entries(customFields)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ') || null

/** What it deploys as steps, in words: `Web 1.2.0`. */
const deployedBy = (store: Store, { children = [] }: ReleaseSnapshot): string | null =>
  children.length === 0
    ? null
    : listOf(
        children.map(
          ({ releaseId, version }) => `${projectName(store, store.releases.get(releaseId)?.projectId)} ${version}`
        )
      )

/** Each once: `Shop.Web 1.4.2 (sha256 0123456789ab)`. */
const packagesIn = (packages: readonly ChosenPackage[]): string | null =>
  packages.length === 0
    ? null
    : [...new Set(packages.map(item => `${item.packageId} ${item.version} (sha256 ${item.sha256.slice(0, 12)})`))].join(
        ', '
      )
