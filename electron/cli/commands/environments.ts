import type { Output } from '@shared/api'
import type { AddCommands } from '../adding'
import { listOrNone } from '../text'

type Environment = Output<'environment.list'>[number]

interface Options {
  readonly description?: string
  readonly name?: string
  readonly production?: boolean
}

/** `environment list | create | update | delete` */
export const addEnvironmentCommands: AddCommands = (program, act) => {
  const environment = program.command('environment').description('environments, such as Test and Production')
  environment
    .command('list')
    .action(() => act(async session => session.answer(await session.call('environment.list', {}), listed)))
  environment
    .command('create <name>')
    .option('--description <text>')
    .option('--production', 'deployments here are dangerous')
    .action((name: string, { description, production }: Options) =>
      act(async session => {
        const created = await session.call('environment.create', {
          name,
          isProduction: production === true,
          ...(description === undefined ? {} : { description })
        })
        session.answer(created, () => `Created the environment “${created.name}” (${created.id}).`)
      })
    )
  environment
    .command('update <environment>')
    .option('--name <name>')
    .option('--description <text>')
    .option('--production', 'deployments here are dangerous')
    .option('--no-production', 'deployments here are harmless')
    .action((reference: string, options: Options) =>
      act(async session => {
        const current = await session.environment(reference)
        const value = {
          name: options.name ?? current.name,
          description: options.description ?? current.description,
          isProduction: options.production ?? current.isProduction
        }
        const saved = await session.call('environment.update', { id: current.id, value })
        session.answer(saved, () => `Saved the environment “${saved.name}”.`)
      })
    )
  environment.command('delete <environment>').action((reference: string) =>
    act(async session => {
      const { id, name } = await session.environment(reference)
      session.answer(await session.call('environment.delete', { id }), () => `Deleted the environment “${name}”.`)
    })
  )
}

const listed = (environments: readonly Environment[]): string =>
  listOrNone(
    ['NAME', 'PRODUCTION', 'ID'],
    environments.map(({ name, isProduction, id }) => [name, isProduction ? 'yes' : 'no', id]),
    'There is no environment yet. Create one with: slipway environment create Test'
  )
