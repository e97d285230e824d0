import type { Output } from '@shared/api'
import { shownWorkspace } from '@shared/workspace'
import type { AddCommands } from '../adding'
import { confirm } from '../confirm'
import type { Session } from '../session'
import { listOrNone } from '../text'

type Listing = Output<'workspace.list'>[number]

interface Fields {
  readonly description?: string
}

/** `workspace list | create | rename | delete` */
export const addWorkspaceCommands: AddCommands = (program, act) => {
  const group = program.command('workspace').description('projects, targets, vault and audit log of their own')
  group
    .command('list')
    .description('those of this home; works while another Slipway is open')
    .action(() => act(async session => session.answer(await session.call('workspace.list', {}), listed)))
  group
    .command('create <name>')
    .description('make an empty one; --workspace NAME works in it')
    .option('--description <text>')
    .action((name: string, fields: Fields) =>
      act(async session => {
        const made = await session.call('workspace.create', { name, ...fields })
        session.answer(made, () => `Created the workspace “${made.name}” (${made.id}).`)
      })
    )
  group
    .command('rename <workspace> <name>')
    .option('--description <text>', 'say something else of it as well')
    .action((reference: string, name: string, fields: Fields) =>
      act(async session => {
        const { id, description } = await workspaceOf(session, reference)
        const saved = await session.call('workspace.update', { id, value: { name, description, ...fields } })
        session.answer(saved, () => `The workspace is called “${saved.name}” now.`)
      })
    )
  group
    .command('delete <workspace>')
    .description('remove it with everything in it, and the key of its vault')
    .option('--yes', 'do not ask')
    .action((reference: string, { yes = false }: { readonly yes?: boolean }) =>
      act(async session => {
        const { id, name } = await workspaceOf(session, reference)
        const what = `The workspace “${name}” is removed with everything in it, its vault’s key and its audit log, for good.`
        if (!(await confirm(session, what, yes))) return
        const done = await session.call('workspace.delete', { id, confirmName: name })
        session.answer(done, () => `Deleted the workspace “${name}”.`)
      })
    )
}

/** By its id or its name; the person's own also by what it is called on screens. */
async function workspaceOf(session: Session, reference: string): Promise<Listing> {
  const all = await session.call('workspace.list', {})
  const { id } = session.pick(
    'workspace',
    all.map(item => ({ id: item.id, name: shownWorkspace(item) })),
    reference === 'Default' ? 'main' : reference
  )
  return all.find(item => item.id === id) as Listing
}

const listed = (workspaces: Output<'workspace.list'>): string =>
  listOrNone(
    ['NAME', 'DESCRIPTION', 'ID'],
    workspaces.map(item => [shownWorkspace(item), item.description, item.id]),
    'There is no workspace.'
  )
