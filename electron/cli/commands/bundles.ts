import { resolve } from 'node:path'
import { bundleId, type DeploymentId } from '@shared/ids'
import type { AddCommands } from '../adding'
import { exitCodes, UsageError } from '../errors'
import { listOrNone } from '../text'

const stateWords = (acknowledgedAt: number | null, isThere: boolean): string => {
  if (acknowledgedAt !== null) return 'receipt is back'
  return isThere ? 'handed over' : 'handed over, moved away'
}

/** `bundle list | save | key` and `receipt import` */
export const addBundleCommands: AddCommands = (program, act) => {
  const bundle = program.command('bundle').description('what was written for targets that nobody reaches from here')
  bundle.command('list <deployment>').action((reference: string) =>
    act(async session => {
      const deploymentId = reference as DeploymentId
      session.answer(await session.call('bundle.list', { deploymentId }), bundles =>
        listOrNone(
          ['TARGET', 'STATE', 'MANIFEST', 'PATH', 'ID'],
          bundles.map(item => [
            item.targetName,
            stateWords(item.acknowledgedAt, item.isThere),
            item.manifest.slice(0, 12),
            item.path,
            item.id
          ]),
          'This deployment wrote no bundle.'
        )
      )
    })
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
