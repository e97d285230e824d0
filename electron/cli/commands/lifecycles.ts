import type { Output } from '@shared/api'
import { stateOf, wordOf } from '@shared/state-looks'
import type { AddCommands } from '../adding'
import { repeatable } from '../flags'
import { phaseFrom, phaseSyntax, phaseText, type WrittenPhase } from '../phase-words'
import type { Session } from '../session'
import { tenantIn, tenantOption } from '../tenant-flags'
import { listOrNone, table } from '../text'

type Listing = Output<'lifecycle.list'>[number]
type Environments = Output<'environment.list'>

interface Options {
  readonly name?: string
  readonly description?: string
  readonly phase?: readonly string[]
  readonly eachEnvironment?: boolean
}

/** `lifecycle list | show | create | update | set-default | delete`, and `release progression | tenants` */
export const addLifecycleCommands: AddCommands = (program, act) => {
  const group = program.command('lifecycle').description('the ways of releases through environments, phase by phase')
  group
    .command('list')
    .action(() => act(async session => session.answer(await session.call('lifecycle.list', {}), listed)))
  group.command('show <lifecycle>').action((reference: string) =>
    act(async session => {
      const lifecycle = await lifecycleOf(session, reference)
      const environments = await session.call('environment.list', {})
      session.answer(lifecycle, () => shown(lifecycle, environments))
    })
  )
  const phases = `such as ${phaseSyntax}: a * deploys by itself; without environments it has all others. In order, several times`
  group
    .command('create <name>')
    .description('without phases, each environment is one, in the order of environments')
    .option('--phase <phase>', phases, repeatable)
    .option('--description <text>')
    .action((name: string, { description, phase = [] }: Options) =>
      act(async session => {
        const written = await phasesFrom(session, phase)
        const about = description === undefined ? {} : { description }
        const created = await session.call('lifecycle.create', { name, ...about, phases: written })
        session.answer(created, () => `Created the lifecycle “${created.name}” (${created.id}).`)
      })
    )
  group
    .command('update <lifecycle>')
    .description('change what is given; phases that are given replace all that there are')
    .option('--phase <phase>', phases, repeatable)
    .option('--each-environment', 'no phases: each environment is one')
    .option('--name <name>')
    .option('--description <text>')
    .action((reference: string, options: Options) => act(session => update(session, reference, options)))
  group
    .command('set-default <lifecycle>')
    .description('of projects and channels that name none')
    .action((reference: string) =>
      act(async session => {
        const { id } = await lifecycleOf(session, reference)
        const saved = await session.call('lifecycle.setDefault', { id })
        session.answer(saved, () => `The lifecycle “${saved.name}” is the default.`)
      })
    )
  group.command('delete <lifecycle>').action((reference: string) =>
    act(async session => {
      const { id, name } = await lifecycleOf(session, reference)
      session.answer(await session.call('lifecycle.delete', { id }), () => `Deleted the lifecycle “${name}”.`)
    })
  )
  const releases = program.commands.find(command => command.name() === 'release') ?? program.command('release')
  releases
    .command('tenants <version>')
    .description('how far it has come for each tenant')
    .requiredOption('--project <project>')
    .action((version: string, { project }: { readonly project: string }) =>
      act(async session => {
        const { id } = await session.release(await session.project(project), version)
        const environments = await session.call('environment.list', {})
        session.answer(await session.call('release.tenants', { id }), found => tenantsText(found, environments))
      })
    )
  releases
    .command('progression <version>')
    .description('where it may be deployed, what comes next, and why it may not go elsewhere')
    .requiredOption('--project <project>')
    .addOption(tenantOption())
    .action((version: string, { project, tenant }: { readonly project: string; readonly tenant?: string }) =>
      act(async session => {
        const { id } = await session.release(await session.project(project), version)
        const whom = await tenantIn(session, tenant)
        session.answer(await session.call('release.progression', { id, ...whom }), progressionText)
      })
    )
}

function tenantsText(found: Output<'release.tenants'>, environments: Environments): string {
  const names = new Map<string, string>(environments.map(({ id, name }) => [id, name]))
  return listOrNone(
    ['TENANT', 'ENVIRONMENT', 'IS THERE', 'NEWEST', 'MAY GO THERE'],
    found.flatMap(({ tenant, environments: places }) =>
      places.map(({ id, why, isNext, cell, current }) => [
        tenant.name,
        names.get(id) ?? id,
        current?.releaseVersion ?? '-',
        cell === null ? '-' : wordOf(stateOf(cell.newest)),
        why ?? (isNext ? 'yes, it comes next' : 'yes')
      ])
    ),
    'No tenant gets the project.'
  )
}

const lifecycleOf = async (session: Session, reference: string): Promise<Listing> =>
  session.pick('lifecycle', await session.call('lifecycle.list', {}), reference)

async function phasesFrom(session: Session, written: readonly string[]): Promise<WrittenPhase[]> {
  const environments = written.length === 0 ? [] : await session.call('environment.list', {})
  return written.map(text => phaseFrom(text, environments))
}

async function update(session: Session, reference: string, options: Options): Promise<void> {
  const { id, usedBy: _usedBy, isDefault: _isDefault, phases: before, ...kept } = await lifecycleOf(session, reference)
  const written = await phasesFrom(session, options.phase ?? [])
  // One that keeps its name stays the same phase, with what it keeps of releases.
  const again = written.map(phase => {
    const same = before.find(({ name }) => name === phase.name)
    return {
      ...phase,
      ...(same === undefined ? {} : { id: same.id }),
      ...(same?.retention && { retention: same.retention })
    }
  })
  const isKept = options.phase === undefined && options.eachEnvironment !== true
  const phases = isKept ? before.map(phase => ({ ...phase, environments: [...phase.environments] })) : again
  const value = {
    ...kept,
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.description === undefined ? {} : { description: options.description }),
    phases
  }
  const saved = await session.call('lifecycle.update', { id, value })
  session.answer(saved, () => `Saved the lifecycle “${saved.name}”.`)
}

const chain = ({ phases }: Listing): string =>
  phases.length === 0 ? 'each environment' : phases.map(({ name }) => name).join(' → ')

const listed = (lifecycles: Output<'lifecycle.list'>): string =>
  listOrNone(
    ['NAME', 'PHASES', 'DEFAULT', 'USED BY', 'ID'],
    lifecycles.map(item => [item.name, chain(item), item.isDefault ? 'yes' : 'no', item.usedBy.join(', '), item.id]),
    'There is no lifecycle.'
  )

function shown(lifecycle: Listing, environments: Environments): string {
  const { name, description, phases, isDefault, usedBy } = lifecycle
  return [
    isDefault ? `${name} (the default)` : name,
    ...(description === '' ? [] : [description]),
    ...(phases.length === 0 ? ['Each environment is a phase, in the order of environments.'] : []),
    ...phases.map((phase, index) => `  ${index + 1}. ${phaseText(phase, environments)}`),
    usedBy.length === 0 ? 'Nothing uses it.' : `Used by ${usedBy.join(', ')}.`
  ].join('\n')
}

const stateWords = { pending: 'closed', current: 'open', complete: 'complete' } as const

function progressionText({ progression, channel }: Output<'release.progression'>): string {
  const { lifecycle, phases, next } = progression
  const names = new Map(phases.flatMap(({ environments }) => environments.map(({ id, name }) => [id, name] as const)))
  const rows = phases.map(phase => {
    const places = phase.environments.map(({ name, hasSucceeded }) => (hasSucceeded ? `${name} (done)` : name))
    const state = !phase.isOpen ? 'closed' : stateWords[phase.progress]
    return [
      phase.name,
      phase.isOptional ? `${state}, optional` : state,
      `${phase.done}/${phase.required}`,
      places.join(', ')
    ]
  })
  return [
    `Lifecycle: ${lifecycle.name}, channel: ${channel.name}`,
    table([['PHASE', 'STATE', 'DONE', 'ENVIRONMENTS'], ...rows]),
    ...phases.flatMap(({ why }) => (why === null ? [] : [why])),
    next.length === 0 ? 'Nothing comes next.' : `Next: ${next.map(id => names.get(id) ?? id).join(', ')}.`
  ].join('\n')
}
