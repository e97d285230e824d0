import type { WorkspaceInfo } from '@shared/workspace'
import type { Repair } from '../store/repair'
import type { Store } from '../store/store'
import type { Recovery } from './deployment-recovery'
import type { DemoServers } from './ports'
import { sentenceList } from './rules'

type Notice = WorkspaceInfo['notices'][number]

const shownDeployments = 3

/** What a person should know about the workspace that is open. The demo has no secrets worth a word. */
export function noticesOf(store: Store, recovery: Recovery, demo: DemoServers | null): readonly Notice[] {
  const first = demo ? [demoNotice(demo)] : isInKeyFile(store) ? [keyNotice(store)] : []
  return [...first, ...repairs(store.repairs()), ...interruptions(recovery), ...triggerTroubles(store)]
}

const demoNotice = (demo: DemoServers): Notice => ({
  kind: 'demo',
  text:
    demo.isolation === 'namespace'
      ? 'This is the demo: its targets are SSH servers inside Slipway, and what runs on them can write to their own folders only.'
      : 'This is the demo: its targets are SSH servers inside Slipway. Scripts run as you, starting in a folder of their own; this system offers no means to confine them to it.'
})

const shownTriggers = 3

/** Triggers that failed or missed their time, and have not done anything since. Named by the day, so that it is said again on another one. */
function triggerTroubles({ triggers, projects }: Store): readonly Notice[] {
  const troubled = triggers
    .all()
    .flatMap(({ name, projectId, last, isDisabled }) =>
      isDisabled !== true && (last?.outcome === 'failed' || last?.outcome === 'missed')
        ? [{ name, projectId, project: projects.get(projectId)?.name ?? projectId, ...last }]
        : []
    )
    .sort((a, b) => b.at - a.at)
  return troubled.slice(0, shownTriggers).map(({ name, projectId, project, at, outcome, message }) => {
    const day = new Date(at).toLocaleDateString('en', { dateStyle: 'medium' })
    const short = `The trigger “${name}” of “${project}” ${outcome === 'failed' ? 'failed' : 'missed its time'} on ${day}`
    return {
      kind: 'trigger',
      short: `${short}.`,
      text: `${short}: ${message}`,
      href: `/projects/${projectId}/triggers`
    }
  })
}

const shownRepairs = 3

function repairs(found: readonly Repair[]): readonly Notice[] {
  if (found.length === 0) return []
  const shown = found
    .slice(0, shownRepairs)
    .map(({ file, what, restoredFrom }) => `${file} ${what}, and was restored from ${restoredFrom}.`)
  const rest = found.length - shown.length
  const more = rest > 0 ? [`${rest} more files were restored as well.`] : []
  const text = ['Slipway mended its own files.', ...shown, ...more, 'Check the health of this disk.'].join(' ')
  return [{ kind: 'repaired', text }]
}

function interruptions({ interrupted, unreadable }: Recovery): readonly Notice[] {
  const notices: Notice[] = []
  if (interrupted.length > 0) {
    const rest = interrupted.length - shownDeployments
    const shown = rest > 0 ? [...interrupted.slice(0, shownDeployments), `${rest} more`] : interrupted
    const subject = interrupted.length === 1 ? 'A deployment was' : `${interrupted.length} deployments were`
    const text = `${subject} interrupted because Slipway ended while it ran: ${sentenceList(shown)}. Open it to continue it or to give it up.`
    notices.push({ kind: 'interrupted', text: interrupted.length === 1 ? text : plural(text) })
  }
  if (unreadable.length > 0) {
    const text = `The log of ${sentenceList(unreadable)} cannot be read. The files were left as they are.`
    notices.push({ kind: 'interrupted', text })
  }
  return notices
}

const plural = (text: string): string =>
  text
    .replace('while it ran', 'while they ran')
    .replace('Open it to continue it or to give it up', 'Open each to continue it or to give it up')

/** Whether real secrets rest on a plain key file, as in workspaces from before the vault had a lock. */
const isInKeyFile = (store: Store): boolean => store.vault.guard.state().protection === 'key-file'

const keyNotice = (store: Store): Notice => ({
  kind: 'vault-key-file',
  short: 'Your secrets rest on a plain key file. Protect them with a keychain or a passphrase.',
  text: `Secrets are encrypted with the key in ${store.keyFile}. Whoever can read that file can read them, until you protect them under Settings → Security; the file is erased then.`
})
