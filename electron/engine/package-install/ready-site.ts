import type { NginxSite } from '@shared/model/package-action'
import type { Plan } from '@shared/plan/plan'
import { fail, ok, type Result } from '@shared/result'
import type { ResolvedRun } from '../resolve-run'
import { folderName, pathPart } from './install'
import type { ReadySite, SiteCertificate } from './nginx-files'
import { textOf } from './work'

/** What a site takes from its deployment. */
export interface SiteGround {
  readonly packageId: string
  /** Where the package goes, and for whom. */
  readonly plan: Pick<Plan, 'environment' | 'tenant'>
  /** Where the files of the package are. */
  readonly root: string
}

/** The variables that say where NGINX has its sites, and its certificates. */
export const nginxFolderNames = ['Octopus.Action.Nginx.ConfigRoot', 'Octopus.Action.Nginx.SslRoot'] as const

/** Where NGINX has its sites and certificates: absolute paths, as variables say or as is usual. */
export function nginxFolders(names: Pick<ResolvedRun, 'resolved'>): Pick<ReadySite, 'sites' | 'ssl'> {
  const of = (name: string, usual: string) => textOf(names, name)?.trim().replace(/\/+$/, '') || usual
  const [sites, ssl] = nginxFolderNames
  return { sites: of(sites, '/etc/nginx/conf.d'), ssl: of(ssl, '/etc/ssl') }
}

/** A site with everything replaced. Fails with `install-failed` where a binding has no certificate that can be used. */
export function readySite(
  names: ResolvedRun,
  nginx: NginxSite,
  { packageId, plan: { environment, tenant }, root }: SiteGround
): Result<ReadySite> {
  const certificates = certificatesOf(names, nginx)
  if (!certificates.ok) return certificates
  const { render } = names
  const where = [environment.name, ...(tenant === undefined ? [] : [tenant.name])].map(folderName)
  const usual = [pathPart(packageId), ...where].join('.')
  const name = nginx.configName === undefined ? usual : render(nginx.configName).trim()
  return ok({
    name: folderName(name).replaceAll(/\s/g, '_'),
    ...nginxFolders(names),
    root,
    certificates: certificates.value,
    hostName: render(nginx.hostName ?? ''),
    bindings: nginx.bindings.map(({ ip, ...binding }) => ({
      ...binding,
      ...(ip === undefined ? {} : { ip: render(ip) })
    })),
    locations: nginx.locations.map(({ path, directives }) => ({
      path: render(path),
      ...(directives === undefined ? {} : { directives: render(directives) })
    }))
  })
}

/** The certificates of the bindings, each once; or what is wrong with one. */
function certificatesOf(names: ResolvedRun, nginx: NginxSite): Result<readonly SiteCertificate[]> {
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
