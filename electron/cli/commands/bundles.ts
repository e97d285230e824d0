import { resolve } from 'node:path'
import type { Input } from '@shared/api'
import { type BundleState, bundleStateOf, bundleStates, bundleStateWords } from '@shared/bundle/state'
import type { ListedBundle } from '@shared/bundle-calls'
import { titleOf } from '@shared/deployment-title'
import { bundleId, deploymentId } from '@shared/ids'
import { sameName } from '@shared/model/text'
import { Option } from 'commander'
import type { AddCommands } from '../adding'
import { CommandFailed, exitCodes, UsageError } from '../errors'
import type { Session } from '../session'
import { listOrNone } from '../text'

interface ListOptions {
  readonly target?: string
  readonly state?: BundleState
  readonly limit: string
}

/** `bundle list | save | key` and `receipt import` */
export const addBundleCommands: AddCommands = (program, act) => {
  const bundle = program.command('bundle').description('what was written for targets that nobody reaches from here')
  bundle
    .command('list [deployment]')
    .description('all bundles and what came back of them, or those of one deployment')
    .option('--target <target>', 'only those for this target')
    .addOption(new Option('--state <state>', 'only these').choices([...bundleStates]))
    .option('--limit <number>', 'how many, newest first', '100')
    .action((reference: string | undefined, options: ListOptions) =>
      act(session => (reference === undefined ? listAll(session, options) : listOf(session, reference, options)))
    )
  bundle
    .command('save <bundle>')
    .description('copies a bundle into a folder')
    .requiredOption('--folder <folder>', 'where to')
    .action((reference: string, { folder }: { readonly folder: string }) =>
      act(async session => {
        session.workIn(folder)
        const id = bundleId.safeParse(reference)
        if (!id.success) throw new UsageError('Name the bundle by its id, as “bundle list” shows it.')
        session.answer(await session.call('bundle.save', { id: id.data }), saved =>
          saved === null ? 'Nothing was copied.' : `Copied to ${saved.path}.`
        )
      })
    )
  bundle
    .command('key')
    .description('the key that signs bundles, and its fingerprint in words')
    .action(() =>
      act(async session =>
        session.answer(await session.call('bundle.key', {}), ({ publicKey, words }) => `${words}\n${publicKey.trim()}`)
      )
    )
  const receipt = program.command('receipt').description('what comes back from where a bundle was run')
  receipt.command('import <file...>').action((files: readonly string[]) =>
    act(async session => {
      const results = await session.call('receipt.import', { paths: files.map(file => resolve(file)) })
      session.answer(results, all =>
        all
          .map(item =>
            item.kind === 'refused'
              ? `${item.path}: ${item.message} ${item.remedy}`
              : `${item.path}: ${item.returned} actions on ${item.targetName}. ${item.summary}`
          )
          .join('\n')
      )
      if (results.some(({ kind }) => kind === 'refused')) session.exitCode = exitCodes.failed
    })
  )
}

/** What is known of a bundle, and whether somebody carried it away from where it was written. */
const stateWords = (item: Pick<ListedBundle, 'state' | 'refused' | 'isThere'>): string => {
  const why = item.state === 'refused' && item.refused ? `: ${item.refused.message}` : ''
  const isGone = item.state === 'waiting' && !item.isThere ? ', moved away' : ''
  return `${bundleStateWords[item.state].toLowerCase()}${why}${isGone}`
}

async function listOf(session: Session, reference: string, { target, state }: ListOptions): Promise<void> {
  const id = deploymentId.safeParse(reference)
  if (!id.success) throw new UsageError('Name the deployment by its id, as “tasks” shows it.')
  const found = await session.call('bundle.list', { deploymentId: id.data })
  const shown = found
    .map(item => ({ ...item, state: bundleStateOf(item), refused: item.refused ?? null }))
    .filter(item => target === undefined || item.targetId === target || sameName(item.targetName, target))
    .filter(item => state === undefined || item.state === state)
  session.answer(shown, bundles =>
    listOrNone(
      ['TARGET', 'STATE', 'MANIFEST', 'PATH', 'ID'],
      bundles.map(item => [item.targetName, stateWords(item), item.manifest.slice(0, 12), item.path, item.id]),
      found.length === 0 ? 'This deployment wrote no bundle.' : 'None of its bundles matches.'
    )
  )
}

async function listAll(session: Session, { target, state, limit }: ListOptions): Promise<void> {
  if (!/^[1-9]\d{0,2}$|^1000$/.test(limit)) throw new UsageError('--limit must be a number from 1 to 1000.')
  const filter: Input<'bundle.all'> = {
    limit: Number(limit),
    ...(state === undefined ? {} : { state }),
    ...(target === undefined ? {} : { targetId: await targetWithBundles(session, target) })
  }
  session.answer(await session.call('bundle.all', filter), ({ bundles, total }) => {
    const rows = bundles.map(item => [
      item.targetName,
      item.deployment === null ? '–' : titleOf(item.deployment),
      new Date(item.createdAt).toISOString(),
      stateWords(item),
      item.path,
      item.id
    ])
    const none = state === undefined && target === undefined ? 'No bundle was written yet.' : 'No bundle matches.'
    const more = total > bundles.length ? `\n${total - bundles.length} more are older; see them with --limit.` : ''
    return `${listOrNone(['TARGET', 'DEPLOYMENT', 'WRITTEN', 'STATE', 'PATH', 'ID'], rows, none)}${more}`
  })
}

/** A target may be gone by now, and its bundles are still known. */
async function targetWithBundles(session: Session, reference: string) {
  const { targets } = await session.call('bundle.all', { limit: 1 })
  const found = targets.find(({ id }) => id === reference) ?? targets.find(({ name }) => sameName(name, reference))
  if (found) return found.id
  throw new CommandFailed({
    kind: 'not-found',
    message: `No bundle was written for a target “${reference}”.`,
    remedy: targets.length === 0 ? '' : `There are bundles for ${targets.map(({ name }) => `“${name}”`).join(', ')}.`
  })
}
