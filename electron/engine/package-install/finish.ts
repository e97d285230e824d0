import type { Failure } from '@shared/failure'
import finishScript from '../../../resources/packages/finish.sh?raw'
import foldersScript from '../../../resources/packages/folders.sh?raw'
import { quoteShell } from '../quote'
import type { InstallationState } from './journal'
import { outdated } from './retention'
import { removing } from './scripts'
import { parameters, runTask, textTask } from './task'
import { because, type Halt, haltOf, type Work } from './work'

/**
 * Says in the journal of the place how an installation went. After a success the hashes of what was installed are left
 * beside that, and earlier installations go that are not to be kept.
 * @param lastFiles scripts in the present folder that are needed no more
 */
export async function finish(
  work: Work,
  state: Exclude<InstallationState, 'began'>,
  lastFiles: readonly string[]
): Promise<Halt | null> {
  const { context, due } = work.entered
  const { set, number, path, before, now } = work.installed
  const { keep } = work.action
  const going = state === 'succeeded' && keep !== undefined ? outdated(before, keep, number, now) : []
  const values = parameters({ set, entry: number, folder: work.folder, path, state, custom: work.custom ?? '' })
  const functions = [
    `last_scripts() { ${removing([...work.removals, ...lastFiles])}; }`,
    'removals() {',
    ...going.map(item => `gone ${item.number} ${quoteShell(item.path)}`),
    ':; }'
  ]
  const end = await runTask(work.entered, textTask(values, ...functions, foldersScript, finishScript))
  if (end.kind !== 'done') return haltOf(end, task => (task.code === 40 ? unwritten(task.said, due.placeName) : null))
  for (const line of end.output.toString('utf8').split('\n')) {
    if (line.startsWith('removed '))
      await context.log.say(due.id, 'info', `Removed the earlier installation ${line.slice(8)}.`)
    if (line.startsWith('shared '))
      await context.log.say(due.id, 'verbose', `${line.slice(7)} stays: it is another installation’s by now.`)
    if (line.startsWith('kept '))
      await context.log.say(
        due.id,
        'verbose',
        `${line.slice(5)} could not be removed; the next deployment tries again.`
      )
  }
  return null
}

const unwritten = (said: string, place: string): Failure => ({
  kind: 'install-failed',
  message: because(`The package is installed on ${place}, but the journal there could not be written`, said),
  remedy: 'Check that the account may write below its home folder and that its disk has space, then deploy again.'
})
