import type { Sha256 } from '@shared/ids'
import type { EnteredPlace } from '../actions/run-script'
import { packageTree } from '../package-paths'
import { parameters, runTask, textTask } from './task'
import { type Halt, haltOf } from './work'

// Nobody can list the outer folder, and the name of the inner one cannot be guessed.
const copyAside = [
  'rm -rf -- "$p_outer"',
  'umask 022',
  'mkdir -m 711 -- "$p_outer" && mkdir -m 755 -- "$p_outer/$p_inner" || exit 1',
  'cp -RP -- "$HOME/$p_tree/." "$p_outer/$p_inner/" && chmod -R a+rX -- "$p_outer/$p_inner"'
].join('\n')

/**
 * Puts a copy of an unpacked package where another user can read it, because that user cannot look into the home folder of
 * whoever logs in. Returns its path; `unstageTree` removes it.
 */
export async function stageTree(entered: EnteredPlace, sha256: Sha256): Promise<string | Halt> {
  const { ports } = entered.context
  const [outer, inner] = [stagedFolder(entered), ports.token()]
  const asLogin = asLoginUser(entered)
  const end = await runTask(asLogin, textTask(parameters({ outer, inner, tree: packageTree(sha256) }), copyAside))
  return end.kind === 'done' ? `${outer}/${inner}` : haltOf(end)
}

/** Removes what `stageTree` made, where it made anything; also when the attempt is to end, and then nobody waits for it. */
export async function unstageTree({ connection, context, due, signal }: EnteredPlace): Promise<void> {
  if (due.user === null) return
  const text = `exec rm -rf -- ${stagedFolder({ context, due })}`
  const { ended } = connection.exec({ argv: ['sh', '-c', text], line: text, stdin: new Uint8Array(0) }, () => undefined)
  if (!signal.aborted) await ended
}

const asLoginUser = (entered: EnteredPlace): EnteredPlace => ({ ...entered, due: { ...entered.due, user: null } })

/** One for each run, so that an attempt after a broken one finds and removes what that left. */
const stagedFolder = ({ context, due }: Pick<EnteredPlace, 'context' | 'due'>): string =>
  `/tmp/slipway-${context.request.id}.${due.id.replace(/[^\w.-]/g, '_')}`
