import { type Failure, invalid } from '@shared/failure'
import type { ActionId, ProjectId, ReleaseId } from '@shared/ids'
import { type DeployingAction, deployingActions } from '@shared/model/deploying'
import type { Step } from '@shared/model/process'
import type { Project } from '@shared/model/project'
import { type ChildRelease, isOfProject, type Release, type ReleaseSnapshot } from '@shared/model/release'
import { fail, ok, type Result } from '@shared/result'
import type { Store } from '../store/store'
import { readSnapshot } from './release-snapshots'

/** Which release one “Deploy a Release” is to deploy, as a person chose it. */
export interface ChosenChild {
  readonly actionId: ActionId
  readonly releaseId: ReleaseId
}

type Root = Pick<Project, 'id' | 'name'> | null

/**
 * What a release with these steps freezes of the releases that it deploys: the chosen ones, and the newest of its project
 * where none was chosen. Refused when a project has no release, or when the way leads back to where it began. Issues have
 * paths such as `children.<action id>`.
 * @param root the project whose release it will be; null for a runbook, which no release can lead back to
 */
export async function childrenFor(
  store: Store,
  root: Root,
  steps: readonly Step[],
  chosen: readonly ChosenChild[] = []
): Promise<Result<Pick<ReleaseSnapshot, 'children'>>> {
  const actions = deployingActions(steps)
  const stray = chosen.find(({ actionId }) => !actions.some(({ action }) => action.id === actionId))
  if (stray)
    return fail(
      invalid(
        `children.${stray.actionId}`,
        'must be a step of this process that deploys a release',
        'Look at the process again; it was changed.'
      )
    )
  const children: ChildRelease[] = []
  for (const { name, action } of actions) {
    const wanted = chosen.find(({ actionId }) => actionId === action.id)?.releaseId
    const release = releaseFor(store, root, { name, action }, wanted)
    if (!release.ok) return release
    const circle = await circleThrough(store, root, release.value)
    if (circle) return fail(inCircle(action.id, name, circle))
    const { id, version, snapshot } = release.value
    children.push({ actionId: action.id, releaseId: id, version, snapshot })
  }
  return ok(children.length === 0 ? {} : { children })
}

function releaseFor(
  store: Store,
  root: Root,
  { name, action }: Pick<DeployingAction, 'name' | 'action'>,
  wanted: ReleaseId | undefined
): Result<Release> {
  const path = `children.${action.id}`
  const other = store.projects.get(action.projectId)
  if (!other)
    return fail(
      invalid(
        path,
        `The project that “${name}” deploys does not exist any more.`,
        'Choose another project in the process.'
      )
    )
  if (other.id === root?.id) return fail(inCircle(action.id, name, [root.name, root.name]))
  const releases = store.releases.all().filter(release => release.projectId === other.id && isOfProject(release))
  const release = wanted === undefined ? releases.at(-1) : releases.find(({ id }) => id === wanted)
  if (release) return ok(release)
  return fail(
    releases.length === 0
      ? invalid(
          path,
          `${other.name} has no release that “${name}” could deploy.`,
          `Create a release of ${other.name} first.`
        )
      : invalid(path, `must be a release of ${other.name}`, 'Choose one of its releases.')
  )
}

const inCircle = (actionId: ActionId, name: string, projects: readonly string[]): Failure =>
  invalid(
    `children.${actionId}`,
    `“${name}” leads back to its own project: ${projects.join(' → ')}.`,
    'A project cannot deploy itself, also not by way of others. Let one of these projects deploy without the others.'
  )

/** The names of the projects on the way from a project through a release back to it; null when it does not lead back. */
async function circleThrough(store: Store, root: Root, release: Release): Promise<readonly string[] | null> {
  if (root === null) return null
  const seen = new Set<ReleaseId>()
  const wayBack = async (at: Release): Promise<readonly string[] | null> => {
    if (at.projectId === root.id) return [root.name]
    if (seen.has(at.id)) return null
    seen.add(at.id)
    const snapshot = await readSnapshot(store, at)
    const name = projectName(store, at.projectId)
    for (const { releaseId } of snapshot.ok ? (snapshot.value.children ?? []) : []) {
      const next = store.releases.get(releaseId)
      const back = next ? await wayBack(next) : null
      if (back) return [name, ...back]
    }
    return null
  }
  const back = await wayBack(release)
  return back && [root.name, ...back]
}

/** The name of a project, also of one that is gone. */
export const projectName = (store: Store, id: ProjectId | undefined): string =>
  (id === undefined ? undefined : store.projects.get(id)?.name) ?? 'a project that is gone'
