import type { Output } from '@shared/api'
import type { LibrarySetId } from '@shared/ids'
import { countOf } from '@shared/plan/words'
import type { AddCommands } from '../adding'
import { CommandFailed, UsageError } from '../errors'
import type { Session } from '../session'
import { listOrNone } from '../text'
import { setNames } from '../variables/owner'

interface IncludeOptions {
  readonly project: string
  readonly position?: string
}

/** `library list | create | rename | delete | include | exclude`. Their variables: `variables … --library SET`. */
export const addLibraryCommands: AddCommands = (program, act) => {
  const library = program.command('library').description('variables that several projects share')
  library.command('list').action(() => act(listSets))
  library
    .command('create <name>')
    .option('--description <text>')
    .action((name: string, { description }: { readonly description?: string }) =>
      act(async session => {
        const input = { name, ...(description === undefined ? {} : { description }) }
        const created = await session.call('library.create', input)
        session.answer(created, () => `Created the library set “${created.name}” (${created.id}).`)
      })
    )
  library.command('rename <set> <name>').action((reference: string, name: string) =>
    act(async session => {
      const { id, name: before, description } = await session.librarySet(reference)
      const renamed = await session.call('library.update', { id, value: { name, description } })
      session.answer(renamed, () => `Renamed the library set “${before}” to “${renamed.name}”.`)
    })
  )
  library
    .command('delete <set>')
    .description('delete it; refused while a project includes it')
    .action((reference: string) =>
      act(async session => {
        const { id, name } = await session.librarySet(reference)
        session.answer(await session.call('library.delete', { id }), () => `Deleted the library set “${name}”.`)
      })
    )
  library
    .command('include <set>')
    .description('let a project use its variables; of several sets the last one wins')
    .requiredOption('--project <project>')
    .option('--position <number>', 'where among the sets, from 1; at the end when left out')
    .action((reference: string, options: IncludeOptions) => act(session => includeSet(session, reference, options)))
  library
    .command('exclude <set>')
    .description('let a project no longer use its variables')
    .requiredOption('--project <project>')
    .action((reference: string, { project }: { readonly project: string }) =>
      act(session => excludeSet(session, reference, project))
    )
}

async function listSets(session: Session): Promise<void> {
  const projects = new Map((await session.call('project.list', {})).map(({ id, name }) => [id, name]))
  session.answer(await session.call('library.list', {}), sets =>
    listOrNone(
      ['NAME', 'VARIABLES', 'USED BY', 'ID'],
      sets.map(({ id, name, variables, usedBy }) => [
        name,
        String(variables.length),
        usedBy.map(project => projects.get(project) ?? project).join(', ') || '-',
        id
      ]),
      'There is no library set yet. Create one with: slipway library create NAME'
    )
  )
}

async function includeSet(session: Session, reference: string, options: IncludeOptions): Promise<void> {
  const position = positionOf(options.position)
  const set = await session.librarySet(reference)
  const project = await session.project(options.project)
  const view = await session.call('variables.get', { projectId: project.id })
  const others = view.includes.filter(id => id !== set.id)
  const isThere = others.length < view.includes.length
  if (position !== null && position > others.length + 1)
    throw new UsageError(
      `--position must be at most ${others.length + 1}, because “${project.name}” includes ${countOf(others.length, 'other set')}.`
    )
  // One that is included already moves only when somebody says where to.
  const at = position === null ? (isThere ? view.includes.indexOf(set.id) : others.length) : position - 1
  const saved = await saveIncludes(session, view, others.toSpliced(at, 0, set.id))
  const order = await setNames(session, saved.includes)
  session.answer(saved, () => `“${project.name}” includes ${order.map(name => `“${name}”`).join(', then ')}.`)
}

function positionOf(text: string | undefined): number | null {
  if (text === undefined) return null
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text)
  throw new UsageError('--position must be a number from 1.')
}

async function excludeSet(session: Session, reference: string, projectReference: string): Promise<void> {
  const set = await session.librarySet(reference)
  const project = await session.project(projectReference)
  const view = await session.call('variables.get', { projectId: project.id })
  if (!view.includes.includes(set.id))
    throw new CommandFailed({
      kind: 'not-found',
      message: `“${project.name}” does not include “${set.name}”.`,
      remedy: `See what it includes with: slipway variables list --project "${project.name}"`
    })
  const saved = await saveIncludes(
    session,
    view,
    view.includes.filter(id => id !== set.id)
  )
  session.answer(saved, () => `“${project.name}” no longer includes “${set.name}”.`)
}

const saveIncludes = (
  session: Session,
  { projectId, version, variables }: Output<'variables.get'>,
  includes: readonly LibrarySetId[]
) => session.call('variables.save', { projectId, version, variables: [...variables], includes: [...includes] })
