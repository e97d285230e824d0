import type { Input, Output } from '@shared/api'
import type { ProjectId } from '@shared/ids'
import { sameName } from '@shared/model/text'
import type { AddCommands } from '../adding'
import { CommandFailed, UsageError } from '../errors'
import type { Session } from '../session'
import { listOrNone } from '../text'

type VariableInput = Input<'variables.save'>['variables'][number]
type VariableView = Output<'variables.get'>['variables'][number]

interface SetOptions {
  readonly project: string
  readonly sensitive?: boolean
  readonly file?: string
}

/** `variables list | set | unset` */
export const addVariableCommands: AddCommands = (program, act) => {
  const variables = program.command('variables').description('values that scripts use')
  variables
    .command('list')
    .requiredOption('--project <project>')
    .action(({ project }: { readonly project: string }) => act(session => listVariables(session, project)))
  variables
    .command('set <name> [value]')
    .description('set one variable; a sensitive value is read from standard input or a file, never from here')
    .requiredOption('--project <project>')
    .option('--sensitive', 'keep the value in the vault and mask it in logs')
    .option('--file <file>', 'the value, from a file; - reads standard input')
    .action((name: string, value: string | undefined, options: SetOptions) =>
      act(session => setVariable(session, name, value, options))
    )
  variables
    .command('unset <name>')
    .requiredOption('--project <project>')
    .action((name: string, { project }: { readonly project: string }) =>
      act(async session => {
        const { id } = await session.project(project)
        await change(session, id, list => {
          const rest = list.filter(item => !sameName(item.name, name))
          if (rest.length === list.length) throw new CommandFailed(noVariable(name))
          return rest.map(asInput)
        })
        session.say(`Removed the variable “${name}”.`)
      })
    )
}

async function listVariables(session: Session, reference: string): Promise<void> {
  const { id } = await session.project(reference)
  session.answer(await session.call('variables.get', { projectId: id }), ({ variables }) =>
    listOrNone(
      ['NAME', 'VALUE'],
      variables.map(item => [item.name, item.type === 'sensitive' ? '(sensitive)' : item.value]),
      'The project has no variables yet.'
    )
  )
}

async function setVariable(
  session: Session,
  name: string,
  given: string | undefined,
  { project, sensitive, file }: SetOptions
): Promise<void> {
  if (sensitive && given !== undefined)
    throw new UsageError(
      'Other users can see the words of a command. Give a sensitive value on standard input or with --file.'
    )
  if (!sensitive && (given === undefined) === (file === undefined))
    throw new UsageError('Give the value as a word or with --file.')
  const value = given ?? (await session.readSecret(file ?? '-'))
  const type = sensitive ? 'sensitive' : 'text'
  const { id } = await session.project(project)
  const saved = await change(session, id, list => {
    const known = list.find(item => sameName(item.name, name))
    const input: VariableInput = known ? { type, id: known.id, name: known.name, value } : { type, name, value }
    return known ? list.map(item => (item === known ? input : asInput(item))) : [...list.map(asInput), input]
  })
  session.answer(saved, () => `Set the variable “${name}”.`)
  session.warn(saved.warnings)
}

async function change(
  session: Session,
  projectId: ProjectId,
  edit: (list: readonly VariableView[]) => VariableInput[]
): Promise<Output<'variables.save'>> {
  const { version, variables } = await session.call('variables.get', { projectId })
  return session.call('variables.save', { projectId, version, variables: edit(variables) })
}

/** A variable that stays as it is; a sensitive one without its value, which only the vault has. */
const asInput = (item: VariableView): VariableInput => item

const noVariable = (name: string) =>
  ({
    kind: 'not-found',
    message: `There is no variable “${name}”.`,
    remedy: 'See the names with: slipway variables list'
  }) as const
