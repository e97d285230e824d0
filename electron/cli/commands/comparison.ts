import type { AddCommands } from '../adding'
import { describeComparison } from '../comparison-text'
import { tenantIn, tenantOption } from '../tenant-flags'

interface DiffOptions {
  readonly project: string
  readonly environment?: string
  readonly tenant?: string
}

interface ChangeOptions {
  readonly project: string
  readonly in: string
  readonly tenant?: string
}

/** `release diff | would-change` */
export const addComparisonCommands: AddCommands = (program, act) => {
  const release = program.commands.find(command => command.name() === 'release') ?? program.command('release')
  release
    .command('diff <before> <after>')
    .description('what differs between two releases: steps, variables, packages, notes')
    .requiredOption('--project <project>')
    .option('--environment <environment>', 'compare values as they are there, and not rows as they are written')
    .addOption(tenantOption())
    .action((before: string, after: string, options: DiffOptions) =>
      act(async session => {
        const project = await session.project(options.project)
        const [old, now] = [await session.release(project, before), await session.release(project, after)]
        const where =
          options.environment === undefined
            ? {}
            : { environmentId: (await session.environment(options.environment)).id }
        const tenant = await tenantIn(session, options.tenant)
        const found = await session.call('release.compare', { before: old.id, after: now.id, ...where, ...tenant })
        session.answer(found, describeComparison)
      })
    )
  release
    .command('would-change <version>')
    .description('what a release would change in an environment, against what was last deployed there successfully')
    .requiredOption('--project <project>')
    .requiredOption('--in <environment>')
    .addOption(tenantOption())
    .action((version: string, options: ChangeOptions) =>
      act(async session => {
        const { id: releaseId } = await session.release(await session.project(options.project), version)
        const { id: environmentId } = await session.environment(options.in)
        const place = { environmentId, ...(await tenantIn(session, options.tenant)) }
        session.answer(await session.call('release.wouldChange', { releaseId, ...place }), describeComparison)
      })
    )
}
