import type {
  BundleAction,
  BundleActionOf,
  BundleContent,
  BundleFile,
  BundleSite,
  BundleText,
  PackageForm
} from '@shared/bundle/content'
import type { Sha256 } from '@shared/ids'
import type { ScriptSyntax } from '@shared/model/action'
import { keptPatterns } from './kept-patterns'
import type { Protection } from './protect'
import { assignments, type Setting } from './shell-text'

/** Files of a bundle by their path, in clear. */
export type FilesByPath = Map<string, Uint8Array>

const extensions: Record<ScriptSyntax, string> = { bash: 'sh', python: 'py', powershell: 'ps1' }

/** The folder of an action below `actions/`: its number, and its name as far as every file system takes it. */
export const actionFolder = ({ name }: BundleAction, number: number): string => {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 40)
  return [String(number).padStart(2, '0'), plain].filter(Boolean).join('-')
}

/** What the runner reads of one action: `action.sh`, the texts that are not secret, and `action.json` for PowerShell. */
export function actionFiles(content: BundleContent, action: BundleAction, number: number, protection: Protection) {
  const files: FilesByPath = new Map()
  const folder = `actions/${actionFolder(action, number)}`
  const put = (name: string, bytes: Uint8Array | string): string => {
    files.set(`${folder}/${name}`, Buffer.from(bytes))
    return `file:${name}`
  }
  const textPlace = (text: BundleText | null, name: string): string => {
    if (text === null || text.text === '') return ''
    const plain = text.text.replaceAll('\r\n', '\n').replaceAll('\0', '')
    return protection.isSecretText(text) ? `secret:${protection.keep(plain)}` : put(name, plain)
  }
  const places: Places = {
    text: textPlace,
    files: list => ({
      file_paths: list.map(({ path }) => path),
      file_refs: list.map((file, at) =>
        protection.isSecretFile(file)
          ? `secret:${protection.keepFile(file.content)}`
          : put(`files/${String(at + 1).padStart(4, '0')}`, file.content)
      )
    })
  }
  const variables = action.variables.map(({ name, value, isSensitive, tookSecret }): PlacedVariable => {
    const isSecret = value !== '' && (isSensitive || tookSecret === true || protection.holdsSecret(value))
    return { name, value: isSecret ? { secret: protection.keep(value) } : value }
  })
  const settings = { ...commonSettings(action), ...kindSettings(content, action, places) }
  const asWords = variables.map(({ value }) =>
    typeof value === 'string' ? value : { raw: `"\${slipway_secrets[${value.secret}]}"` }
  )
  put('action.sh', assignments({ ...settings, names: variables.map(({ name }) => name), values: asWords }))
  if (action.kind === 'script') put('action.json', forPowerShell(settings, variables))
  return files
}

interface PlacedVariable {
  readonly name: string
  readonly value: string | { readonly secret: number }
}

/** Values are in base64, because PowerShell 7 takes what looks like a date for one. */
const forPowerShell = (settings: Settings, variables: readonly PlacedVariable[]): string => {
  const values = variables.map(({ name, value }) =>
    typeof value === 'string'
      ? { name, secret: '', text: Buffer.from(value).toString('base64') }
      : { name, secret: String(value.secret), text: '' }
  )
  return `${JSON.stringify({ settings, variables: values }, null, 1)}\n`
}

interface Places {
  readonly text: (text: BundleText | null, name: string) => string
  readonly files: (list: readonly BundleFile[]) => Readonly<Record<string, Setting>>
}
type Settings = Readonly<Record<string, Setting>>

const commonSettings = ({ runAs, timeoutSeconds, retries, references }: BundleAction): Settings => ({
  action_user: runAs ?? '',
  action_timeout: timeoutSeconds ?? 0,
  action_retries: retries?.count ?? 0,
  action_backoff: retries?.backoffSeconds ?? 0,
  reference_names: references.map(({ name }) => name),
  reference_packages: references.map(reference => reference.package),
  reference_unpacked: references.map(({ isExtracted }) => (isExtracted ? '1' : '0'))
})

function kindSettings(content: BundleContent, action: BundleAction, places: Places): Settings {
  switch (action.kind) {
    case 'script':
      return {
        syntax: action.syntax,
        body_ref: places.text(action.body, `body.${extensions[action.syntax]}`),
        parameters_ref: places.text(action.parameters, 'parameters.txt')
      }
    case 'transfer-package':
      return { package: action.package, transfer_to: action.to }
    case 'package-script':
      return {
        package: action.package,
        syntax: action.syntax,
        script_file: action.file,
        parameters_ref: places.text(action.parameters, 'parameters.txt'),
        ...places.files(action.files)
      }
    case 'deploy-package':
      return {
        ...installSettings(content, action),
        ...scriptSettings(action, places),
        ...places.files(action.files),
        ...(action.nginx === null ? {} : siteSettings(action.nginx, places))
      }
  }
}

function installSettings(content: BundleContent, action: BundleActionOf<'deploy-package'>): Settings {
  const chosen = content.packages.find(({ sha256 }) => sha256 === action.package)
  const { packageId = '', version = '' } = chosen ?? {}
  const tenant = content.tenant === undefined ? [] : [content.tenant]
  return {
    package: action.package,
    package_id: packageId,
    package_version: version,
    install_parts: [...tenant, content.environment, packageId, version].map(folderName).join('/'),
    journal_set: [...tenant, content.environment, content.project, action.name, content.target.name]
      .map(name => name.replaceAll('/', '%2F'))
      .join('/')
      .replaceAll(/\s/g, ' '),
    ignores_packaged: action.ignoresPackagedScripts,
    skips_if_installed: action.skipsIfInstalled,
    keep_unit: action.keep?.unit ?? '',
    keep_count: action.keep?.count ?? 0,
    install_to: action.installTo?.path ?? '',
    is_purged: (action.installTo?.purge ?? null) !== null,
    purge_keep: keptPatterns(action.installTo?.purge?.keep ?? [])
  }
}

function scriptSettings({ scripts }: BundleActionOf<'deploy-package'>, places: Places): Settings {
  const moments = { pre: scripts.preDeploy, deploy: scripts.deploy, post: scripts.postDeploy }
  return Object.fromEntries(
    Object.entries(moments).flatMap(([moment, script]) =>
      script === undefined
        ? []
        : [
            [`${moment}_syntax`, script.syntax],
            [`${moment}_ref`, places.text(script.body, `${moment}.${extensions[script.syntax]}`)]
          ]
    )
  )
}

const siteSettings = ({ name, sites, ssl, files }: BundleSite, places: Places): Settings => ({
  site_name: name,
  site_sites: sites,
  site_ssl: ssl,
  site_paths: files.map(({ path }) => path),
  site_refs: files.map(({ text }, at) => places.text(text, `nginx/${String(at + 1).padStart(4, '0')}`))
})

/** A name as a folder that every file system takes. */
const folderName = (name: string): string => {
  const plain = name.replaceAll(/[/\\:*?"<>|\p{Cc}]/gu, '').trim()
  return plain === '' || plain === '.' || plain === '..' ? '_' : plain
}

/** Every form in which some action needs a package. */
export function formsOf({ actions }: Pick<BundleContent, 'actions'>, hash: Sha256): ReadonlySet<PackageForm> {
  const forms = new Set<PackageForm>()
  for (const action of actions) {
    if ('package' in action && action.package === hash) forms.add(action.kind === 'transfer-package' ? 'file' : 'tar')
    for (const reference of action.references)
      if (reference.package === hash) forms.add(reference.isExtracted ? 'tar' : 'file')
  }
  return forms
}
