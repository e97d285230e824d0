import type { FeedView } from '@shared/feed-calls'
import type { FeedInput } from '@shared/model/feed'
import { feedKinds } from '@shared/model/package'
import { Option } from 'commander'
import type { AddCommands } from '../adding'
import { exitCodes, UsageError } from '../errors'
import { importWatched } from '../import-watch'
import type { Session } from '../session'
import { listOrNone, table } from '../text'

interface Options {
  readonly kind?: FeedInput['kind']
  readonly location?: string
  readonly user?: string
  readonly passwordFile?: string
  /** False for `--no-password`. */
  readonly password?: boolean
  readonly proxy?: string
  readonly caFile?: string
}

const none = 'No feed is set up. Add one with: slipway feed set <name> --kind folder --location /srv/packages'
/** The word for the repository where a feed may be named. */
const repository = 'repository'

/** `feed list | set | test | search | versions | fetch | remove`. The password comes from a file or standard input. */
export const addFeedCommands: AddCommands = (program, act) => {
  const feed = program.command('feed').description('other places that packages come from')
  feed.command('list').action(() =>
    act(async session =>
      session.answer(await session.call('feed.list', {}), feeds =>
        listOrNone(
          ['NAME', 'KIND', 'LOCATION', 'LOGIN', 'ID'],
          feeds.map(item => [item.name, item.kind, item.location, loginWords(item), item.id]),
          none
        )
      )
    )
  )
  feed
    .command('set <name>')
    .description('adds a feed, or changes it: what is not given stays as it is')
    .addOption(new Option('--kind <kind>', 'how it is asked').choices([...feedKinds]))
    .option('--location <address>', 'a NuGet v3 service index, a Maven repository, an npm registry, or a folder’s path')
    .option('--user <user>', 'who logs in; empty for nobody, or for a token in place of the password')
    .option('--password-file <file>', 'the password or token; - reads it from standard input')
    .option('--no-password', 'removes the password')
    .option('--proxy <address>', 'such as http://proxy:3128; empty for a direct connection')
    .option('--ca-file <file>', 'authorities to trust besides the usual ones, in PEM form; empty for none')
    .action((name: string, options: Options) => act(session => setFeed(session, name, options)))
  feed.command('test <name>').action((name: string) =>
    act(async session => {
      const { id } = await feedOf(session, name)
      const report = await session.call('feed.test', { id })
      session.answer(report, ({ message, remedy }) => [message, remedy].filter(text => text !== '').join('\n'))
      if (!report.ok) session.exitCode = exitCodes.failed
    })
  )
  addLookingCommands(feed, act)
  feed.command('remove <name>').action((name: string) =>
    act(async session => {
      const { id, name: known } = await feedOf(session, name)
      session.answer(await session.call('feed.remove', { id }), () => `Removed the feed “${known}”.`)
    })
  )
}

const addLookingCommands: AddCommands = (feed, act) => {
  feed
    .command('search <name> [text]')
    .description(`packages whose ids contain the text; “${repository}” is the repository`)
    .action((name: string, text = '') =>
      act(async session => {
        const found = await session.call('feed.search', { id: await idOf(session, name), text })
        session.answer(found, packages =>
          listOrNone(
            ['PACKAGE', 'LATEST'],
            packages.map(item => [item.packageId, item.latest ?? '']),
            'Nothing was found.'
          )
        )
      })
    )
  feed
    .command('versions <name> <package>')
    .description(`newest first; “${repository}” is the repository`)
    .action((name: string, packageId: string) =>
      act(async session => {
        const found = await session.call('feed.versions', { id: await idOf(session, name), packageId })
        session.answer(found, versions =>
          versions.length === 0
            ? 'There is no version of it.'
            : table(
                versions.map(({ version, publishedAt }) => [
                  version,
                  publishedAt === null ? '' : new Date(publishedAt).toISOString()
                ])
              )
        )
      })
    )
  feed
    .command('fetch <name> <package> <version>')
    .description('takes a version into the repository')
    .action((name: string, packageId: string, version: string) =>
      act(session => fetch(session, name, packageId, version))
    )
}

async function fetch(session: Session, name: string, packageId: string, version: string): Promise<void> {
  const { id } = await feedOf(session, name)
  const fetched = await importWatched(session, () => session.call('feed.fetch', { id, packageId, version }))
  if (fetched === null) {
    session.exitCode = exitCodes.cancelled
    return
  }
  session.answer(fetched, item => `The repository has ${item.packageId} ${item.version} (sha256 ${item.sha256}).`)
}

const feedOf = async (session: Session, name: string): Promise<FeedView> =>
  session.pick('feed', await session.call('feed.list', {}), name)

/** Null for the repository. */
const idOf = async (session: Session, name: string) =>
  name.toLowerCase() === repository ? null : (await feedOf(session, name)).id

async function setFeed(session: Session, name: string, options: Options): Promise<void> {
  const all = await session.call('feed.list', {})
  const current = all.find(item => item.id === name || item.name.toLowerCase() === name.trim().toLowerCase())
  const kind = options.kind ?? current?.kind
  const location = options.location ?? current?.location
  if (kind === undefined || location === undefined) throw new UsageError('A new feed needs --kind and --location.')
  if (options.password === false && options.passwordFile !== undefined)
    throw new UsageError('--password-file and --no-password do not go together.')
  const saved = await session.call('feed.save', {
    id: current?.id ?? null,
    feed: {
      name: current?.name ?? name,
      kind,
      location,
      username: options.user ?? current?.username ?? '',
      proxy: options.proxy ?? current?.proxy ?? '',
      caFile: options.caFile ?? current?.caFile ?? '',
      password: await passwordFrom(session, options)
    }
  })
  session.answer(saved, item => `The feed “${item.name}” is ${item.location}.`)
}

/** Null leaves it as it is, empty removes it. */
const passwordFrom = async (session: Session, { password, passwordFile }: Options): Promise<string | null> =>
  passwordFile === undefined ? (password === false ? '' : null) : session.readSecret(passwordFile)

const loginWords = ({ hasPassword, username, offBecause }: FeedView): string =>
  offBecause === null ? (hasPassword ? username || 'token' : '') : `off: ${offBecause}`
