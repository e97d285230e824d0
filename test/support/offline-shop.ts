import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Input } from '@shared/api'
import { type Receipt, receipt as receiptFormat } from '@shared/bundle/format'
import type { Deployment } from '@shared/deployment'
import type { DeploymentId } from '@shared/ids'
import type { StepInput } from '@shared/model/process'
import type { VariableScope } from '@shared/model/variable-scope'
import { Secret } from '@shared/secret'
import { runDeployment } from '../../electron/engine/run'
import { derived, mac } from '../../electron/transports/offline/bundle-key'
import { claimedBundle, openOutput, readReceipt } from '../../electron/transports/offline/read-receipt'
import { signerWords, writeBundle } from '../../electron/transports/offline/write-bundle'
import { tempFolder } from './store'
import { untidiedStore } from './tasks'
import { must, openTestWorkspace, type TestWorkspace } from './workspace'

export const password = 'correct horse'
export const secret = 'tr0ub4dor-and-3'
export const offlinePorts = {
  // Passwords are stretched less here: that is another test's business.
  write: (order: Parameters<typeof writeBundle>[0]) => writeBundle({ ...order, iterations: 1000 }),
  words: signerWords,
  claimedBundle,
  readReceipt,
  openOutput
}

/** A script for the targets that nobody reaches. */
export const script = (name: string, body: string, more: Partial<StepInput> = {}): StepInput => ({
  name,
  location: 'targets',
  roles: ['till'],
  actions: [{ type: 'script', syntax: 'bash', body }],
  ...more
})

interface Shop {
  readonly workspace: TestWorkspace
  readonly drop: string
  /** Deploys, and answers how that ended. */
  deploy(): Promise<Deployment>
}

/**
 * A project for an offline target, and a release of it.
 * @param own the password of its bundles
 * @param zip a package to import first
 * @param scope of the secret
 * @param more variables besides it
 */
export async function shopWith(
  steps: readonly StepInput[],
  own: string = password,
  zip?: string,
  scope: VariableScope = {},
  more: Input<'variables.save'>['variables'] = []
): Promise<Shop> {
  const drop = await tempFolder()
  const ports = { runDeployment, offline: offlinePorts, openStore: untidiedStore }
  const workspace = await openTestWorkspace({ ports })
  const { call } = workspace
  if (zip !== undefined) must(await call('package.import', { paths: [zip] }))
  const environment = must(await call('environment.create', { name: 'Test' }))
  const where = { roles: ['till'], environmentIds: [environment.id] }
  must(await call('target.create', { kind: 'offline', name: 'till-1', dropFolder: drop, password: own, ...where }))
  const project = must(await call('project.create', { name: 'Shop' }))
  must(
    await call('variables.save', {
      projectId: project.id,
      version: 0,
      variables: [{ name: 'Db.Password', type: 'sensitive', value: secret, scope }, ...more]
    })
  )
  must(await call('process.save', { projectId: project.id, version: 0, steps: [...steps] }))
  const release = must(await call('release.create', { projectId: project.id, version: '1.0.0' }))
  const deploy = async () => {
    const { id } = must(await call('deployment.start', { releaseId: release.id, environmentId: environment.id }))
    return workspace.over(id)
  }
  return { workspace, drop, deploy }
}

/** Runs a bundle as a machine without Slipway would; answers the receipt's file. */
export async function runThere(
  { call }: TestWorkspace,
  bundle: string,
  at?: string
): Promise<{ readonly text: string; readonly receipt: string }> {
  const home = at ?? (await tempFolder())
  const { words } = must(await call('bundle.key', {}))
  const passwordFile = join(home, 'password')
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
  const ran = spawnSync(
    'sh',
    [join(bundle, 'deploy.sh'), '--yes', '--signer', words, '--password-file', passwordFile],
    {
      cwd: home,
      env: { HOME: home, PATH: '/usr/bin:/bin' },
      encoding: 'utf8'
    }
  )
  const kept = join(home, '.slipway', 'offline')
  if (ran.status !== 0 && !existsSync(kept)) throw new Error(`${ran.stdout}${ran.stderr}`)
  const { bundle: folder } = JSON.parse(await readFile(join(bundle, 'manifest.json'), 'utf8'))
  const receipt = join(kept, folder, `receipt-${folder}.json`)
  return { text: `${ran.stdout}${ran.stderr}`, receipt }
}

/** Where the bundle for till-1 lies below its drop folder. */
export const bundleIn = (drop: string) => join(drop, 'Test', 'Shop', '1.0.0', 'till-1')

/** What a receipt of a runner says, without its code. */
export async function receiptOf(path: string): Promise<Receipt> {
  const [body = ''] = (await readFile(path, 'utf8')).split(',\n"mac"')
  return receiptFormat.parse(JSON.parse(`${body}}`))
}

/** A file with a receipt that somebody made by hand who has the bundle, which has no password. */
export async function forgedReceipt(bundle: string, content: object): Promise<string> {
  const seed = /^bundle_seed='([0-9a-f]{64})'$/m.exec(await readFile(join(bundle, 'bundle.sh'), 'utf8'))?.[1]
  if (seed === undefined) throw new Error('The bundle has a password')
  const text = JSON.stringify(content).slice(0, -1)
  const forged = join(await tempFolder(), 'receipt.json')
  await writeFile(forged, `${text},\n"mac":"${mac(derived(new Secret(seed), 'receipt'), Buffer.from(text))}"}\n`)
  return forged
}

/** How the runs stand, by the names of their steps. */
export const statesOf = ({ plan, runs }: Deployment) =>
  Object.fromEntries(plan.stages.map(stage => [stage.name, runs[stage.runs[0]!.id]?.state]))

export const logOf = async ({ call }: TestWorkspace, deploymentId: DeploymentId) =>
  must(await call('log.page', { deploymentId, from: 0, count: 500 })).lines.map(line => line.text)

export const imported = async ({ call }: TestWorkspace, path: string) => {
  const [result] = must(await call('receipt.import', { paths: [path] }))
  if (result === undefined) throw new Error('Nothing was said of the receipt')
  return result
}

export const listed = async ({ call }: TestWorkspace, filter: Input<'bundle.all'> = {}) =>
  must(await call('bundle.all', filter)).bundles
