import type { Output } from '@shared/api'
import type { AddCommands } from '../adding'
import { UsageError } from '../errors'
import { listOrNone } from '../text'

type Environment = Output<'environment.list'>[number]

interface Options {
  readonly description?: string
  readonly name?: string
  readonly production?: boolean
  readonly guided?: boolean
  readonly approvals?: string
  readonly approvalHours?: string
}

/** What is not so is not said. */
const guidedBy = (isGuided: boolean | undefined): { readonly isGuided?: true } =>
  isGuided === true ? { isGuided } : {}

/** What has to be approved there; `--approvals 0` takes the rule away. */
function ruleBy(
  { approvals, approvalHours }: Options,
  before: Environment['approval']
): { readonly approval?: NonNullable<Environment['approval']> } {
  const count = approvals === undefined ? before?.count : wholeNumber(approvals, '--approvals')
  const hours = approvalHours === undefined ? before?.hours : wholeNumber(approvalHours, '--approval-hours')
  if (count === undefined || count === 0) return {}
  return { approval: { count, ...(hours === undefined || hours === 0 ? {} : { hours }) } }
}

function wholeNumber(text: string, flag: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  throw new UsageError(`${flag} takes a number.`)
}

/** `environment list | create | update | order | delete` */
export const addEnvironmentCommands: AddCommands = (program, act) => {
  const environment = program.command('environment').description('environments, such as Test and Production')
  environment
    .command('list')
    .action(() => act(async session => session.answer(await session.call('environment.list', {}), listed)))
  environment
    .command('create <name>')
    .option('--description <text>')
    .option('--production', 'deployments here are dangerous')
    .option('--guided', 'ask a person when a step fails')
    .option('--approvals <number>', 'how many people have to approve what is deployed here')
    .option('--approval-hours <number>', 'how long an approval counts')
    .action((name: string, options: Options) =>
      act(async session => {
        const { description, production, guided } = options
        const created = await session.call('environment.create', {
          name,
          isProduction: production === true,
          ...guidedBy(guided),
          ...ruleBy(options, undefined),
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
    .option('--guided', 'ask a person when a step fails')
    .option('--no-guided', 'ask nobody')
    .option('--approvals <number>', 'how many people have to approve what is deployed here; 0 for none')
    .option('--approval-hours <number>', 'how long an approval counts; 0 for as long as the plan stays')
    .action((reference: string, options: Options) =>
      act(async session => {
        const current = await session.environment(reference)
        const value = {
          name: options.name ?? current.name,
          description: options.description ?? current.description,
          isProduction: options.production ?? current.isProduction,
          ...guidedBy(options.guided ?? current.isGuided),
          ...ruleBy(options, current.approval)
        }
        const saved = await session.call('environment.update', { id: current.id, value })
        session.answer(saved, () => `Saved the environment “${saved.name}”.`)
      })
    )
  environment
    .command('order <environment...>')
    .description('puts them in this order; those that are not named come after, as they are')
    .action((references: readonly string[]) =>
      act(async session => {
        const first: Environment['id'][] = []
        for (const reference of references) first.push((await session.environment(reference)).id)
        const all = await session.call('environment.list', {})
        const others = all.map(({ id }) => id).filter(id => !first.includes(id))
        session.answer(await session.call('environment.reorder', { ids: [...first, ...others] }), listed)
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
    ['NAME', 'PRODUCTION', 'GUIDED', 'ID'],
    environments.map(({ name, isProduction, isGuided, id }) => [
      name,
      isProduction ? 'yes' : 'no',
      isGuided === true ? 'yes' : 'no',
      id
    ]),
    'There is no environment yet. Create one with: slipway environment create Test'
  )
