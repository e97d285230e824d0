import type { AddCommands } from '../adding'
import { confirm } from '../confirm'
import type { Session } from '../session'
import { listOrNone } from '../text'

interface CreateOptions {
  readonly project: string
  readonly version?: string
  readonly notes?: string
}

interface UpdateOptions {
  readonly project: string
  readonly release: string
  readonly yes?: boolean
}

/** `release list | show | create | update-variables` */
export const addReleaseCommands: AddCommands = (program, act) => {
  const release = program.command('release').description('frozen copies of a process and its variables')
  release
    .command('list')
    .requiredOption('--project <project>')
    .action(({ project }: { readonly project: string }) =>
      act(async session => {
        const { id } = await session.project(project)
        session.answer(await session.call('release.list', { projectId: id }), releases =>
          listOrNone(
            ['VERSION', 'CREATED', 'BY', 'ID'],
            releases.map(item => [item.version, new Date(item.createdAt).toISOString(), item.createdBy, item.id]),
            'The project has no releases yet. Make one with: slipway release create'
          )
        )
      })
    )
  release
    .command('show <version>')
    .requiredOption('--project <project>')
    .action((version: string, { project }: { readonly project: string }) =>
      act(async session => {
        const { id } = await session.release(await session.project(project), version)
        session.answer(await session.call('release.get', { id }), ({ release: found, snapshot, isOutdated }) =>
          [
            `${found.version} made by ${found.createdBy} at ${new Date(found.createdAt).toISOString()}`,
            `Content: ${found.snapshot} (${snapshot ? 'verified' : 'DAMAGED'})`,
            ...(snapshot?.steps.map((step, index) => `  ${index + 1}. ${step.name}`) ?? []),
            ...(isOutdated ? ['The process or the variables were changed since.'] : [])
          ].join('\n')
        )
      })
    )
  release
    .command('create')
    .requiredOption('--project <project>')
    .option('--version <version>', 'the version; the one after the newest release when left out')
    .option('--notes <text>')
    .action((options: CreateOptions) =>
      act(async session => {
        const { id: projectId } = await session.project(options.project)
        const version = options.version ?? (await session.call('release.suggestVersion', { projectId })).version
        const created = await session.call('release.create', {
          projectId,
          version,
          ...(options.notes === undefined ? {} : { notes: options.notes })
        })
        session.answer(created, () => `Created release ${created.version} (${created.id}).`)
      })
    )
  release
    .command('update-variables')
    .description('freeze the variables anew, as they are now; the steps stay as they were frozen. Cannot be undone')
    .requiredOption('--project <project>')
    .requiredOption('--release <version>')
    .option('--yes', 'do not ask')
    .action((options: UpdateOptions) => act(session => updateVariables(session, options)))
}

async function updateVariables(session: Session, options: UpdateOptions): Promise<void> {
  const project = await session.project(options.project)
  const before = await session.release(project, options.release)
  const { version } = before
  const isAgreed = await confirm(
    session,
    `The release ${version} of “${project.name}” takes the variables of the project and of its library sets as they are now. This cannot be undone: nobody can deploy the release with its present variables again.`,
    options.yes === true
  )
  if (!isAgreed) return
  const updated = await session.call('release.updateVariables', { id: before.id })
  session.answer(updated, () =>
    updated.snapshot === before.snapshot
      ? `The release ${version} has the present variables already.`
      : `Updated the variables of the release ${version}.`
  )
}
