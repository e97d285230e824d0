import type { NginxSite } from '@shared/model/package-action'

/** A certificate with its key, as PEM. */
export interface SiteCertificate {
  /** Of the folder and the files that it is kept in; safe as a file name. */
  readonly name: string
  /** The certificate, then those that vouch for it. */
  readonly chain: string
  readonly key: string
}

/** A site with everything replaced. */
export interface ReadySite extends Pick<NginxSite, 'hostName' | 'bindings' | 'locations'> {
  /** Of its files. */
  readonly name: string
  /** The folder of NGINX that its sites are in, and the one that certificates are in. */
  readonly sites: string
  readonly ssl: string
  /** Where the files of the package are. */
  readonly root: string
  readonly certificates: readonly SiteCertificate[]
}

const indent = (text: string, by: string): string =>
  text
    .split(/\r?\n/)
    .map(line => (line.trim() === '' ? '' : `${by}${line.trim()}`))
    .join('\n')
    .trimEnd()

/** A path in quotes: spaces and semicolons would end it. */
const quoted = (path: string): string => `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`

const listen = ({ protocol, ip = '', port }: ReadySite['bindings'][number]): string => {
  const address =
    ip.trim() === '' || ip.trim() === '*' ? '' : `${/^[^[].*:/.test(ip.trim()) ? `[${ip.trim()}]` : ip.trim()}:`
  return `    listen ${address}${port}${protocol === 'https' ? ' ssl' : ''};`
}

function location({ path, directives = '' }: ReadySite['locations'][number], root: string, by: string): string {
  const own = directives.trim()
  const body =
    own === ''
      ? `root ${quoted(root)};\ntry_files $uri $uri/ =404;`
      : own.endsWith(';') || own.endsWith('}')
        ? own
        : `${own};`
  return `${by}location ${path.trim()} {\n${indent(body, `${by}    `)}\n${by}}`
}

const isRoot = (path: string): boolean => /^(=\s*)?\/$/.test(path.trim())

/** The files of a site by their paths: its own one, those of further locations, and certificates. */
export function siteFiles(site: ReadySite): ReadonlyMap<string, string> {
  const { name, sites, ssl, hostName = '', bindings, locations, certificates, root } = site
  const rest = locations.filter(({ path }) => !isRoot(path))
  const server = [
    'server {',
    ...bindings.map(listen),
    ...(hostName.trim() === '' ? [] : [`    server_name ${hostName.trim()};`]),
    ...certificates.flatMap(({ name: of }) => [
      `    ssl_certificate ${quoted(`${ssl}/${of}/${of}.crt`)};`,
      `    ssl_certificate_key ${quoted(`${ssl}/${of}/${of}.key`)};`
    ]),
    ...locations.filter(({ path }) => isRoot(path)).map(item => location(item, root, '    ')),
    ...(rest.length === 0 ? [] : [`    include ${quoted(`${sites}/${name}.conf.d/location.*.conf`)};`]),
    '}',
    ''
  ]
  return new Map([
    ['site.conf', server.join('\n')],
    ...rest.map((item, at) => [`locations/location.${at + 1}.conf`, `${location(item, root, '')}\n`] as const),
    ...certificates.flatMap(({ name: of, chain, key }) => [
      [`ssl/${of}/${of}.crt`, chain] as const,
      [`ssl/${of}/${of}.key`, key] as const
    ])
  ])
}
