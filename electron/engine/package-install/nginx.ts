import type { Failure } from '@shared/failure'
import checkScript from '../../../resources/packages/nginx-check.sh?raw'
import siteScript from '../../../resources/packages/nginx-site.sh?raw'
import type { EnteredPlace } from '../actions/run-script'
import { quoteShell } from '../quote'
import { siteFiles } from './nginx-files'
import { nginxFolders, readySite } from './ready-site'
import { type FailedTask, parameters, runTask, textTask } from './task'
import { because, type Halt, haltOf, namesNow, type Work } from './work'

/** Whoever logs in sets up sites, also where scripts run as another user. */
const asLoginUser = (entered: EnteredPlace): EnteredPlace => ({ ...entered, due: { ...entered.due, user: null } })

/** Looks whether the site can be set up, before any script runs. */
export async function checkNginx(work: Work): Promise<Halt | null> {
  if (work.action.nginx === undefined) return null
  const end = await runTask(asLoginUser(work.entered), textTask(parameters(nginxFolders(namesNow(work))), checkScript))
  return end.kind === 'done' ? null : haltOf(end, task => failureOf(work, task))
}

/** Sets up the site once the package is in its place; what NGINX refuses is taken back. */
export async function setUpNginx(work: Work): Promise<Halt | null> {
  const { nginx } = work.action
  if (nginx === undefined) return null
  const { context, due } = work.entered
  const ready = readySite(namesNow(work), nginx, {
    packageId: work.installed.chosen.packageId,
    plan: context.request.plan,
    root: work.folder
  })
  if (!ready.ok) return { kind: 'failed', end: null, failure: ready.failure }
  const site = ready.value
  const lines = [...siteFiles(site)].flatMap(([path, text]) => [
    ...(path.startsWith('ssl/') ? [`mkdir -p -- ${quoteShell(path.slice(0, path.lastIndexOf('/')))} || return 1`] : []),
    `printf '%s' ${quoteShell(text)} >${quoteShell(path)} || return 1`
  ])
  const values = parameters({ name: site.name, sites: site.sites, ssl: site.ssl })
  const text = textTask(values, 'site_files() {', ...lines, '}', siteScript)
  const end = await runTask(asLoginUser(work.entered), text)
  if (end.kind !== 'done') return haltOf(end, task => failureOf(work, task))
  await context.log.say(due.id, 'info', `NGINX serves ${site.sites}/${site.name}.conf now.`)
  return null
}

function failureOf({ entered: { due } }: Work, { code, said }: FailedTask): Failure | null {
  const { placeName: place } = due
  const failed = (message: string, remedy: string, kind: Failure['kind'] = 'install-failed'): Failure => ({
    kind,
    message: because(message, said),
    remedy
  })
  switch (code) {
    case 70:
      return failed(`NGINX cannot be set up on ${place}`, `Install NGINX on ${place}.`, 'tools-missing')
    case 71:
      return failed(
        `NGINX cannot be set up on ${place}`,
        'Allow the account to run cp, mv, rm and nginx with sudo without a password (NOPASSWD).',
        'sudo-failed'
      )
    case 72:
      return failed(
        `NGINX cannot be set up on ${place}`,
        'Make that folder and include it in nginx.conf, or name another one in Octopus.Action.Nginx.ConfigRoot.'
      )
    case 73:
      return failed(
        `The files for NGINX could not be put in their place on ${place}`,
        'Check the sudo rules and the disk there.'
      )
    case 74:
      return failed(
        `NGINX on ${place} refuses the site, which was taken back`,
        'Correct the bindings and locations in the step as the sentence says.'
      )
    case 75:
      return failed(
        `The site is in its place on ${place}, but NGINX could not be told`,
        `Check that NGINX runs on ${place}.`
      )
    default:
      return null
  }
}
