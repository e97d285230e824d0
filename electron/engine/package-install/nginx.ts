import type { Failure } from '@shared/failure'
import type { NginxSite } from '@shared/model/package-action'
import { fail, ok, type Result } from '@shared/result'
import checkScript from '../../../resources/packages/nginx-check.sh?raw'
import siteScript from '../../../resources/packages/nginx-site.sh?raw'
import type { EnteredPlace } from '../actions/run-script'
import { quoteShell } from '../quote'
import { folderName, pathPart } from './install'
import { type ReadySite, type SiteCertificate, siteFiles } from './nginx-files'
import { type FailedTask, parameters, runTask, textTask } from './task'
import { because, type Halt, haltOf, namesNow, textOf, type Work } from './work'

const folders = (work: Work): Pick<ReadySite, 'sites' | 'ssl'> => {
  const of = (name: string, usual: string) => textOf(namesNow(work), name)?.trim().replace(/\/+$/, '') || usual
  return {
    sites: of('Octopus.Action.Nginx.ConfigRoot', '/etc/nginx/conf.d'),
    ssl: of('Octopus.Action.Nginx.SslRoot', '/etc/ssl')
  }
}

/** Whoever logs in sets up sites, also where scripts run as another user. */
const asLoginUser = (entered: EnteredPlace): EnteredPlace => ({ ...entered, due: { ...entered.due, user: null } })

/** Looks whether the site can be set up, before any script runs. */
export async function checkNginx(work: Work): Promise<Halt | null> {
  if (work.action.nginx === undefined) return null
  const end = await runTask(asLoginUser(work.entered), textTask(parameters(folders(work)), checkScript))
  return end.kind === 'done' ? null : haltOf(end, task => failureOf(work, task))
}

/** Sets up the site once the package is in its place; what NGINX refuses is taken back. */
export async function setUpNginx(work: Work): Promise<Halt | null> {
  const { nginx } = work.action
  if (nginx === undefined) return null
  const { context, due } = work.entered
  const certificates = certificatesOf(work, nginx)
  if (!certificates.ok) return { kind: 'failed', end: null, failure: certificates.failure }
  const site = readySite(work, nginx, certificates.value)
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

function readySite(work: Work, nginx: NginxSite, certificates: readonly SiteCertificate[]): ReadySite {
  const { render } = namesNow(work)
  const { plan } = work.entered.context.request
  const { environment, tenant } = plan
  const names = [environment.name, ...(tenant === undefined ? [] : [tenant.name])].map(folderName)
  const usual = [pathPart(work.installed.chosen.packageId), ...names].join('.')
  const name = nginx.configName === undefined ? usual : render(nginx.configName).trim()
  return {
    name: folderName(name).replaceAll(/\s/g, '_'),
    ...folders(work),
    root: work.folder,
    certificates,
    hostName: render(nginx.hostName ?? ''),
    bindings: nginx.bindings.map(({ ip, ...binding }) => ({
      ...binding,
      ...(ip === undefined ? {} : { ip: render(ip) })
    })),
    locations: nginx.locations.map(({ path, directives }) => ({
      path: render(path),
      ...(directives === undefined ? {} : { directives: render(directives) })
    }))
  }
}

/** The certificates of the bindings, each once; or what is wrong with one. */
function certificatesOf(work: Work, nginx: NginxSite): Result<readonly SiteCertificate[]> {
  const names = namesNow(work)
  const found = new Map<string, SiteCertificate>()
  for (const { protocol, certificate, port } of nginx.bindings) {
    if (protocol === 'http') continue
    const variable = names.render(certificate ?? '').trim()
    if (variable === '') return uncertified(`The binding to port ${port} is for https and names no certificate.`)
    const part = (suffix: string) => textOf(names, `${variable}.${suffix}`) ?? ''
    const [own, key] = [part('CertificatePem'), part('PrivateKeyPem')]
    if (own === '') return uncertified(`“${variable}” is no certificate variable that has a value here.`)
    if (key === '') return uncertified(`The certificate “${variable}” has no private key.`)
    const chain = [own, part('ChainPem')].map(pem => pem.trim()).filter(pem => pem !== '')
    const name = folderName(part('SubjectCommonName') || variable).replaceAll(/[\s*]/g, '_')
    found.set(name, { name, chain: `${chain.join('\n')}\n`, key: `${key.trim()}\n` })
  }
  return ok([...found.values()])
}

const uncertified = (message: string): Result<never> =>
  fail({ kind: 'install-failed', message, remedy: 'Choose a certificate variable for the binding in the step.' })

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
