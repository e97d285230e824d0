import type { ApiKeyView, NewApiKey } from '@shared/api-key-calls'
import { isExpired } from '@shared/model/api-key'
import type { AddCommands } from '../adding'
import { momentOf } from '../moments'
import { listOrNone } from '../text'

/** `api-key list | create | delete`. The key itself is printed once, alone on standard output. */
export const addApiKeyCommands: AddCommands = (program, act) => {
  const group = program.command('api-key').description('what lets programs in by the HTTP API')
  group
    .command('list')
    .action(() => act(async session => session.answer(await session.call('apiKey.list', {}), listed)))
  group
    .command('create <name>')
    .description('prints the key, this once')
    .option('--expires <time>', 'it is refused from then on, such as 2027-01-31T00:00')
    .action((name: string, { expires }: { readonly expires?: string }) =>
      act(async session => {
        const expiresAt = expires === undefined ? {} : { expiresAt: momentOf(expires, '--expires', Date.now()) }
        const made: NewApiKey = await session.call('apiKey.create', { name, ...expiresAt })
        session.answer(made, ({ key }) => key)
        session.io.err(`Created the API key “${made.name}”. Keep it now: Slipway cannot show it again.\n`)
      })
    )
  group
    .command('delete <key>')
    .description('by its name or its id; who comes with it is refused from now on')
    .action((reference: string) =>
      act(async session => {
        const { id, name } = session.pick('API key', await session.call('apiKey.list', {}), reference)
        session.answer(await session.call('apiKey.delete', { id }), () => `Deleted the API key “${name}”.`)
      })
    )
}

const listed = (keys: readonly ApiKeyView[]): string =>
  listOrNone(
    ['NAME', 'CREATED', 'LAST USED', 'EXPIRES', 'ID'],
    keys.map(key => [key.name, dayOf(key.createdAt), lastUseOf(key), endOf(key), key.id]),
    'There is no API key yet. Create one with: slipway api-key create ci'
  )

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

const lastUseOf = ({ lastUsedAt }: ApiKeyView): string => (lastUsedAt === undefined ? 'never' : dayOf(lastUsedAt))

const endOf = (key: ApiKeyView): string => {
  if (key.expiresAt === undefined) return 'never'
  return isExpired(key, Date.now()) ? `expired ${dayOf(key.expiresAt)}` : dayOf(key.expiresAt)
}
