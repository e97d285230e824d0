import type { Input, Output } from '@shared/api'
import type { ChannelId, LibrarySetId } from '@shared/ids'
import { actionName, allActions, type Step } from '@shared/model/process'
import type { ProcessRef } from '@shared/model/variable-scope'
import type { LibrarySetView, VariableSetView, VariableView } from '@shared/model/variable-set'
import { deploymentProcess, type Labels } from '@shared/variables/scope-words'
import type { Command } from 'commander'
import { UsageError } from '../errors'
import type { Session } from '../session'

export type RowInput = Input<'variables.save'>['variables'][number]
type Saved = Output<'variables.save'> | Output<'library.save'>

/** Says whose variables are meant: exactly one of the two. */
export interface OwnerOptions {
  readonly project?: string
  readonly library?: string
}

/** Adds the flags that say whose variables are meant. */
export const addOwnerFlags = (command: Command): Command =>
  command.option('--project <project>', 'the variables of a project').option('--library <set>', 'or of a library set')

/** A list of variables, read once; a save is refused when somebody else saved in between. */
export interface Owner {
  readonly kind: 'project' | 'library'
  /** For people: `the project “Shop”`. */
  readonly words: string
  readonly rows: readonly VariableView[]
  /** The list as the app answers it. */
  readonly view: VariableSetView | LibrarySetView
  /** The library sets that a project includes, in order. */
  readonly includes: readonly LibrarySetId[]
  /** The flag that names it again, for commands that are advised. */
  readonly flag: string
  /** Those of the project's process and of its runbooks. */
  readonly steps: readonly Step[]
  /** What else than environments, targets, roles and steps its values may be meant for, by name. */
  readonly processes: readonly { readonly id: ProcessRef; readonly name: string }[]
  /** Of a project, its default one first. */
  readonly channels: readonly { readonly id: ChannelId; readonly name: string }[]
  readonly save: (rows: readonly RowInput[]) => Promise<Saved>
}

/** Reads the variables that the flags name. @throws UsageError unless they name one list. */
export async function openOwner(session: Session, { project, library }: OwnerOptions): Promise<Owner> {
  if (project !== undefined && library === undefined) return openProject(session, project)
  if (library !== undefined && project === undefined) return openLibrary(session, library)
  throw new UsageError('Say whose variables are meant: either --project PROJECT or --library SET.')
}

async function openProject(session: Session, reference: string): Promise<Owner> {
  const { id: projectId, name } = await session.project(reference)
  const view = await session.call('variables.get', { projectId })
  const { version, variables, includes } = view
  const runbooks = await session.call('runbook.list', { projectId })
  const { steps } = await session.call('process.get', { projectId })
  return {
    kind: 'project',
    words: `the project “${name}”`,
    rows: variables,
    view,
    includes,
    flag: `--project "${name}"`,
    steps: [...steps, ...runbooks.flatMap(runbook => runbook.steps)],
    processes: [{ id: projectId, name: deploymentProcess }, ...runbooks],
    channels: await session.call('channel.list', { projectId }),
    save: rows => session.call('variables.save', { projectId, version, variables: [...rows] })
  }
}

async function openLibrary(session: Session, reference: string): Promise<Owner> {
  const view = await session.librarySet(reference)
  const { id, name, version, variables } = view
  return {
    kind: 'library',
    words: `the library set “${name}”`,
    rows: variables,
    view,
    includes: [],
    flag: `--library "${name}"`,
    steps: [],
    processes: [],
    channels: [],
    save: rows => session.call('library.save', { id, version, variables: [...rows] })
  }
}

/** What scopes are called: the names of the workspace, of these steps and of these channels. */
export async function labelsFor(
  session: Session,
  { steps, channels }: Pick<Owner, 'steps' | 'channels'>
): Promise<Labels> {
  const byId = <Item extends { readonly id: string; readonly name: string }>(items: readonly Item[]) =>
    new Map<string, string>(items.map(({ id, name }) => [id, name]))
  return {
    environments: byId(await session.call('environment.list', {})),
    targets: byId(await session.call('target.list', {})),
    actions: byId(allActions(steps).map(({ step, action }) => ({ id: action.id, name: actionName(step, action) }))),
    processes: new Map([
      ...(await session.call('project.list', {})).map(({ id }) => [id as string, deploymentProcess] as const),
      ...byId(await session.call('runbook.list', {}))
    ]),
    channels: byId(channels)
  }
}

/** The names of library sets, in order. */
export async function setNames(session: Session, ids: readonly LibrarySetId[]): Promise<readonly string[]> {
  if (ids.length === 0) return []
  const names = new Map((await session.call('library.list', {})).map(({ id, name }) => [id, name]))
  return ids.map(id => names.get(id) ?? id)
}
