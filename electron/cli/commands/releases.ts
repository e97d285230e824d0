import type { AddCommands } from '../adding'
import { listOrNone } from '../text'

interface CreateOptions {
  readonly project: string
  readonly version?: string
  readonly notes?: string
}

/** `release list | show | create` */
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
}
