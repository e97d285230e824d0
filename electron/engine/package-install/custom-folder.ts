import type { Failure } from '@shared/failure'
import copyScript from '../../../resources/packages/copy.sh?raw'
import customScript from '../../../resources/packages/custom.sh?raw'
import lookScript from '../../../resources/packages/look.sh?raw'
import { quoteShell } from '../quote'
import { parseAnswer } from './journal'
import { removing } from './scripts'
import { type FailedTask, parameters, runTask, textTask } from './task'
import { because, type Halt, haltOf, namesNow, passOn, type Work } from './work'

/** Copies what was installed and configured to the folder of the person's own, where scripts start from then on. */
export async function copyToCustom(work: Work): Promise<Halt | null> {
  const { installTo } = work.action
  if (installTo === undefined) return null
  const { context, due } = work.entered
  const to = trimmed(namesNow(work).render(installTo.path))
  const refused = refusal(to, work.installed.path)
  if (refused !== null) return { kind: 'failed', end: null, failure: refused }
  const keep = (installTo.purge?.keep ?? []).map(pattern => namesNow(work).render(pattern))
  const values = {
    to,
    from: work.folder,
    purges: installTo.purge === undefined ? 'no' : 'yes',
    empties: installTo.purge !== undefined && keep.length === 0 ? 'yes' : 'no',
    lists: 'no'
  }
  if (installTo.purge !== undefined && keep.length > 0) {
    const halt = await purgeExcept(work, values, keep)
    if (halt !== null) return halt
  }
  const clean = `cd -- "$p_from" && ${removing(work.removals)}`
  const end = await runTask(work.entered, textTask(parameters(values), clean, customScript, copyScript, lookScript))
  if (end.kind !== 'done') return haltOf(end, task => uncopied(task, to))
  const answer = parseAnswer(end.output)
  const count = answer.values.get('files') ?? '0'
  await context.log.say(due.id, 'info', `Copied ${count === '1' ? '1 file' : `${count} files`} to ${to}.`)
  // Scripts that lie there of an earlier installation are not this package’s.
  Object.assign(work, { custom: to, folder: to, seen: answer, brought: answer.scripts, removals: [] })
  work.facts = {
    ...work.facts,
    'Package.InstallationDirectoryPath': to,
    'Octopus.Action.Package.InstallationDirectoryPath': to,
    'Octopus.Action.Package.CustomInstallationDirectory': to
  }
  await passOn(work, { 'Package.InstallationDirectoryPath': to, 'Package.CopiedFileCount': count })
  return null
}

const trimmed = (path: string): string => path.trim().replace(/(?<=.)\/+$/, '')

function refusal(to: string, unpackedTo: string): Failure | null {
  const refused = (message: string, remedy: string): Failure => ({ kind: 'install-failed', message, remedy })
  if (!to.startsWith('/') || to.includes('\n'))
    return refused(
      `The folder “${to}” to install to is no absolute path.`,
      'Write the whole path in the step, such as /var/www/shop.'
    )
  if (to === '/') return refused('A package cannot be installed to /.', 'Name a folder of its own in the step.')
  if (`${to}/`.startsWith(`${unpackedTo}/`))
    return refused(
      `The folder “${to}” to install to is inside the one that the package was unpacked to.`,
      'Name a folder elsewhere in the step.'
    )
  return null
}

const uncopied = ({ code, said }: FailedTask, to: string): Failure | null =>
  code === 51 || code === 52
    ? {
        kind: 'install-failed',
        message: because(`The package could not be copied to ${to}`, said),
        remedy: `Check that it is a folder of its own, that the account may write to ${to}, and that its disk has space.`
      }
    : null

/** Removes everything from a folder but what patterns name, unless it is one that must not be emptied. */
async function purgeExcept(
  work: Work,
  values: Readonly<Record<'to' | 'from' | 'purges', string>>,
  keep: readonly string[]
): Promise<Halt | null> {
  const enter = [parameters(values), customScript, 'cd -- "$real_to" || exit 51'].join('\n')
  // No path is a mere slash, so it tells folders from files.
  const listing = "find . -mindepth 1 -type d -print0; printf '/\\0'; find . -mindepth 1 \\! -type d -print0"
  const listed = await runTask(work.entered, textTask(enter, listing))
  if (listed.kind !== 'done') return haltOf(listed, task => uncopied(task, values.to))
  const { matchingFiles } = await import('../configuration/targets')
  const all = listed.output
    .toString('utf8')
    .split('\0')
    .map(path => path.replace(/^\.\//, ''))
    .filter(path => path !== '')
  const folders = all.slice(0, Math.max(0, all.indexOf('/')))
  const files = all.slice(folders.length + 1)
  const kept = new Set(keep.flatMap(pattern => matchingFiles(pattern, [...folders, ...files], true)))
  const isKept = (path: string): boolean => kept.has(path) || parentsOf(path).some(parent => kept.has(parent))
  const staying = [...folders, ...files].filter(isKept)
  const needed = new Set(staying.flatMap(parentsOf))
  const goingFolders = folders.filter(path => !isKept(path) && !needed.has(path)).sort((a, b) => (a < b ? 1 : -1))
  return removeAll(
    work,
    values.to,
    enter,
    files.filter(path => !isKept(path)),
    goingFolders
  )
}

/** @param folders the deepest first */
async function removeAll(
  { entered }: Work,
  to: string,
  enter: string,
  files: readonly string[],
  folders: readonly string[]
): Promise<Halt | null> {
  const each = (command: string, paths: readonly string[]): string =>
    paths.length === 0
      ? ':'
      : `printf '%s\\0' ${paths.map(path => quoteShell(`./${path}`)).join(' ')} | xargs -0 ${command} -- || exit 51`
  const end = await runTask(entered, textTask(enter, each('rm -f', files), each('rmdir', folders)))
  return end.kind === 'done' ? null : haltOf(end, task => uncopied(task, to))
}

const parentsOf = (path: string): readonly string[] => {
  const parts = path.split('/').slice(0, -1)
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'))
}
