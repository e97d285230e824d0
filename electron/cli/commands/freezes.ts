import type { Input, Output } from '@shared/api'
import { momentWords } from '@shared/freezes/words'
import type { AddCommands } from '../adding'
import { UsageError } from '../errors'
import { repeatable } from '../flags'
import { momentOf } from '../moments'
import type { Session } from '../session'
import { listOrNone } from '../text'

type Listing = Output<'freeze.list'>[number]
type Fields = Input<'freeze.create'>

interface Options {
  readonly name?: string
  readonly description?: string
  readonly from?: string
  readonly until?: string
  readonly repeat?: string
  readonly project?: readonly string[]
  readonly environment?: readonly string[]
}

const repetitions = ['daily', 'weekly', 'monthly', 'yearly'] as const

/** `freeze list | create | update | delete` */
export const addFreezeCommands: AddCommands = (program, act) => {
  const group = program.command('freeze').description('times in which nothing new is deployed')
  group
    .command('list')
    .action(() => act(async session => session.answer(await session.call('freeze.list', {}), listed)))
  const fields = (name: string, description: string) =>
    group
      .command(name)
      .description(description)
      .option('--from <time>', 'when it begins, such as 2026-12-20T18:00')
      .option('--until <time>', 'when it ends')
      .option('--repeat <how>', `again: ${repetitions.join(', ')}, or never`)
      .option('--project <project>', 'only of this project; may be given several times', repeatable)
      .option('--environment <environment>', 'only there; may be given several times', repeatable)
      .option('--description <text>')
  fields('create <name>', 'keep environments closed for a time').action((name: string, options: Options) =>
    act(async session => {
      if (options.from === undefined || options.until === undefined)
        throw new UsageError('A freeze needs --from and --until.')
      const times = { startsAt: at(options.from, '--from'), endsAt: at(options.until, '--until') }
      const value = await changed(session, { name, ...times }, options)
      const { id } = await session.call('freeze.create', value)
      session.answer({ ...value, id }, () => `Created the freeze “${name}” (${id}).`)
    })
  )
  fields('update <freeze>', 'change what is given')
    .option('--name <name>')
    .action((reference: string, options: Options) =>
      act(async session => {
        const current = await freezeOf(session, reference)
        const { id, state: _state, window: _window, ...before } = current
        const value = await changed(session, writable(before), options)
        const saved = await session.call('freeze.update', { id, value })
        session.answer(saved, () => `Saved the freeze “${saved.name}”.`)
      })
    )
  group.command('delete <freeze>').action((reference: string) =>
    act(async session => {
      const { id, name } = await freezeOf(session, reference)
      session.answer(await session.call('freeze.delete', { id }), () => `Deleted the freeze “${name}”.`)
    })
  )
}

const freezeOf = async (session: Session, reference: string): Promise<Listing> =>
  session.pick('freeze', await session.call('freeze.list', {}), reference)

const at = (text: string, flag: string): number => momentOf(text, flag, Date.now())

/** Calls take lists that are their own. */
const writable = ({ projects, environments, ...rest }: Omit<Listing, 'id' | 'state' | 'window'>): Fields => ({
  ...rest,
  ...(projects === undefined ? {} : { projects: [...projects] }),
  ...(environments === undefined ? {} : { environments: [...environments] })
})

async function changed(session: Session, before: Fields, options: Options): Promise<Fields> {
  const { repeats, ...rest } = before
  const again = options.repeat === undefined ? repeats : repetitionOf(options.repeat)
  const projects = []
  for (const reference of options.project ?? []) projects.push((await session.project(reference)).id)
  const environments = []
  for (const reference of options.environment ?? []) environments.push((await session.environment(reference)).id)
  return {
    ...rest,
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.description === undefined ? {} : { description: options.description }),
    ...(options.from === undefined ? {} : { startsAt: at(options.from, '--from') }),
    ...(options.until === undefined ? {} : { endsAt: at(options.until, '--until') }),
    ...(again === undefined ? {} : { repeats: again }),
    ...(projects.length === 0 ? {} : { projects }),
    ...(environments.length === 0 ? {} : { environments })
  }
}

function repetitionOf(text: string): Fields['repeats'] {
  if (text === 'never') return undefined
  const found = repetitions.find(item => item === text)
  if (found) return found
  throw new UsageError(`--repeat takes one of: ${repetitions.join(', ')}, never.`)
}

const stateWords = { 'under-way': 'under way', 'to-come': 'to come', over: 'over' } as const

const listed = (freezes: Output<'freeze.list'>): string =>
  listOrNone(
    ['NAME', 'STATE', 'FROM', 'UNTIL', 'AGAIN', 'ID'],
    freezes.map(({ name, state, window, startsAt, endsAt, repeats, id }) => [
      name,
      stateWords[state],
      momentWords(window?.from ?? startsAt),
      momentWords(window?.to ?? endsAt),
      repeats ?? 'no',
      id
    ]),
    'There is no freeze.'
  )
