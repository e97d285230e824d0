import type { BundleContent } from '@shared/bundle/content'
import { type BundleManifest, bundleFormat } from '@shared/bundle/format'
import type { Failure } from '@shared/failure'
import type { Sha256 } from '@shared/ids'
import { fail, ok, type Result } from '@shared/result'
import { Secret } from '@shared/secret'
import { actionFiles, actionFolder, type FilesByPath } from './action-files'
import { type BundleSeed, defaultIterations, derived, encrypt, mac, seedOf } from './bundle-key'
import { planText, whereTo } from './plan-text'
import { type Protection, protectionOf } from './protect'
import { runnerFiles } from './runner-files'
import { assignments } from './shell-text'

/** What the far end has to know of a package's content. */
export interface PackageFacts {
  /** SHA-256 of the archive of its unpacked files; null where no action needs them. */
  readonly tar: string | null
  readonly isHere: boolean
}

interface ComposeInput {
  readonly content: BundleContent
  readonly packages: ReadonlyMap<Sha256, PackageFacts>
  /** Null for a bundle without secrets. */
  readonly password: Secret | null
  /** PEM, `PUBLIC KEY`. */
  readonly publicKey: string
  /** Unguessable bytes. */
  readonly random: (count: number) => Uint8Array
  /** Of PBKDF2; absent for what is safe with passwords of people. */
  readonly iterations?: number
}

/** Every file of a bundle but packages, list, signature and README; and the key that receipts are checked by. */
interface ComposedFiles {
  readonly files: FilesByPath
  readonly seed: Secret
  readonly key: BundleManifest['key']
}

/** Fails with `bundle-invalid` when secrets have no password, or something shows one that has to be readable. */
export async function composeFiles(input: ComposeInput): Promise<Result<ComposedFiles>> {
  const { content, password } = input
  const protection = protectionOf(content)
  const problem = problemOf(content, protection, password)
  if (problem) return fail(problem)
  const files: FilesByPath = new Map()
  const put = (path: string, text: string | Uint8Array) => files.set(path, Buffer.from(text))
  for (const [path, text] of Object.entries(runnerFiles)) put(path, text)
  content.actions.forEach((action, at) => {
    for (const [path, bytes] of actionFiles(content, action, at + 1, protection)) files.set(path, bytes)
  })
  const secrets = protection.lines()
  if (secrets !== null && password === null) return fail(noPassword)
  const { salt, seed, iterations } = await seedFor(input)
  if (secrets !== null) {
    const sealed = encrypt(derived(seed, 'secrets'), input.random(8), Buffer.from(secrets.text))
    put('secrets.enc', sealed)
    put('secrets.mac', mac(derived(seed, 'secrets mac'), sealed))
  }
  const key = password === null ? 'open' : 'password'
  put('signer.pem', input.publicKey)
  put('plan.txt', planText(content))
  put('manifest.json', `${JSON.stringify(manifestOf(input, key), null, 2)}\n`)
  const settings = runnerSettings(input, { salt, seed, iterations }, secrets?.count ?? 0)
  put('bundle.sh', assignments(settings.whole) + assignments(settings.each, 1))
  put('bundle.json', `${JSON.stringify({ ...settings.whole, ...settings.each }, null, 1)}\n`)
  return ok({ files, seed, key })
}

const seedFor = async ({ password, random, iterations = defaultIterations }: ComposeInput): Promise<BundleSeed> =>
  password === null
    ? { seed: new Secret(Buffer.from(random(32)).toString('hex')), salt: '', iterations: 0 }
    : seedOf(password, random(8), iterations)

/** What the runners read: of the bundle as a whole, and a list of each thing that actions have. */
function runnerSettings({ content, packages, password }: ComposeInput, key: BundleSeed, secrets: number) {
  const { actions } = content
  const whole = {
    bundle_id: content.id,
    bundle_deployment: content.deploymentId,
    bundle_project: content.project,
    bundle_version: content.release.version,
    bundle_environment: whereTo(content),
    bundle_target: content.target.name,
    bundle_applications: content.applications ?? '',
    bundle_key: password === null ? 'open' : 'password',
    bundle_seed: password === null ? key.seed.reveal() : '',
    bundle_salt: key.salt,
    bundle_iterations: key.iterations,
    bundle_check: password === null ? '' : derived(key.seed, 'check'),
    bundle_secrets: secrets === 0 ? '' : String(secrets),
    package_hashes: content.packages.map(({ sha256 }) => sha256),
    package_files: content.packages.map(({ fileName }) => fileName.replaceAll('/', '_')),
    package_tars: content.packages.map(({ sha256 }) => packages.get(sha256)?.tar ?? '')
  }
  const each = {
    action_names: actions.map(({ name }) => name),
    action_runs: actions.map(({ run }) => run),
    action_folders: actions.map((action, at) => actionFolder(action, at + 1)),
    action_kinds: actions.map(({ kind }) => kind),
    action_steps: actions.map(({ step }) => String(step)),
    action_step_whens: actions.map(({ when }) => when.step),
    action_whens: actions.map(({ when }) => when.action),
    action_required: actions.map(({ isRequired }) => (isRequired ? '1' : '0'))
  }
  return { whole, each }
}

const manifestOf = ({ content, packages }: ComposeInput, key: BundleManifest['key']): BundleManifest => ({
  format: bundleFormat,
  bundle: content.id,
  deployment: content.deploymentId,
  project: content.project,
  release: content.release,
  environment: content.environment,
  ...(content.tenant === undefined ? {} : { tenant: content.tenant }),
  target: content.target,
  createdAt: content.createdAt,
  createdBy: content.createdBy,
  key,
  actions: content.actions.map((action, at) => ({
    number: at + 1,
    run: action.run,
    name: action.name,
    kind: action.kind,
    folder: actionFolder(action, at + 1)
  })),
  packages: content.packages.map(({ sha256, packageId, version, fileName }) => ({
    sha256,
    packageId,
    version,
    fileName,
    isHere: packages.get(sha256)?.isHere ?? false
  }))
})

const noPassword: Failure = {
  kind: 'bundle-invalid',
  message: 'The bundle would hold secrets, and there is no password to protect them.',
  remedy: 'Give the target a password for bundles, or take the sensitive values out of what it is to do.'
}

function problemOf(content: BundleContent, protection: Protection, password: Secret | null): Failure | null {
  if (password !== null && !/^[^\r\n\0]{1,500}$/.test(password.reveal()))
    return {
      kind: 'bundle-invalid',
      message: 'The password of the bundle cannot be typed at the far end: it has several lines, or is too long.',
      remedy: 'Choose a password of one line with at most 500 characters.'
    }
  const shown = content.actions.find(action => clearTexts(action).some(text => protection.showsSecret(text)))
  if (shown === undefined) return null
  return {
    kind: 'bundle-invalid',
    message: `“${shown.name}” has a secret in its name, in a path, or in the name of a variable, which everybody can read.`,
    remedy: 'Use a variable that is not sensitive there.'
  }
}

/** What the plan shows, and what becomes the argument of a command. */
const clearTexts = (action: BundleContent['actions'][number]): readonly string[] => [
  action.name,
  action.runAs ?? '',
  ...action.variables.map(({ name }) => name),
  ...action.references.map(({ name }) => name),
  ...('files' in action ? action.files.map(({ path }) => path) : []),
  ...('file' in action ? [action.file] : []),
  ...('to' in action ? [action.to] : []),
  ...('installTo' in action && action.installTo !== null
    ? [action.installTo.path, ...(action.installTo.purge?.keep ?? [])]
    : []),
  ...('nginx' in action && action.nginx !== null
    ? [action.nginx.name, action.nginx.sites, action.nginx.ssl, ...action.nginx.files.map(({ path }) => path)]
    : [])
]
