import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { RunId } from '@shared/ids'
import type { ActionOf } from '@shared/model/action'
import type { Tenant } from '@shared/model/tenant'
import type { Variable } from '@shared/model/variable-set'
import type { Plan } from '@shared/plan/plan'
import type { Connection, EnginePorts } from '../../electron/engine/ports'
import { runDeployment } from '../../electron/engine/run'
import { connectTo, fakePorts, recording, requestFor } from './engine'
import { localConnection } from './local-connection'
import { chosenPackage, ids, planOf, sshTarget, testEnvironment } from './plans'
import { home } from './real-scripts'

/** Files by their path; a script is one that may be executed. */
export type Files = Readonly<Record<string, string>>

interface Options {
  readonly version?: string
  /** The number of the step and its action: another one is another step that installs the same package. */
  readonly step?: number
  readonly files: Files
  /** Settings of the action besides its package. */
  readonly action?: Partial<ActionOf<'deploy-package'>>
  readonly variables?: readonly Variable[]
  /** Plain values of `sensitiveVariable(n, …)`, by n. */
  readonly secrets?: Readonly<Record<number, string>>
  /** Script of a step after it. */
  readonly next?: string
  readonly environment?: string
  /** Whom it is deployed for; nobody in particular when absent. */
  readonly tenant?: Tenant
  readonly connection?: (machine: Connection) => Connection
  readonly ports?: Partial<EnginePorts>
  readonly env?: Readonly<Record<string, string>>
  /** What a person does meanwhile. */
  readonly meanwhile?: (cancel: () => void) => Promise<void>
}

/** Writes files below a folder. */
export async function writeFiles(folder: string, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text, { mode: text.startsWith('#!') ? 0o755 : 0o644 })
  }
}

/** Deploys a package for real to the one target, where it was acquired already. */
export async function deployPackage(options: Options) {
  const { version = '1.0.0', files, action = {}, variables = [], secrets = {}, next, environment = 'Test' } = options
  const { step: n = 1 } = options
  const chosen = chosenPackage(ids.action(n), 'Shop.Web', { version })
  await writeFiles(join(home, '.slipway/packages', chosen.sha256, 'tree'), files)
  const step = {
    id: ids.step(n),
    name: 'Install',
    location: 'targets' as const,
    roles: ['web'],
    isDisabled: false,
    actions: [{ type: 'deploy-package' as const, id: ids.action(n), package: { packageId: 'Shop.Web' }, ...action }]
  }
  const steps = next === undefined ? [step] : [step, nextStep(next)]
  const { tenant = null } = options
  const targets = [
    sshTarget(1, tenant === null ? {} : { tenancy: { mode: 'tenanted', tenantIds: [tenant.id], tags: [] } })
  ]
  const plan = withoutAcquire(
    planOf({ steps, packages: [chosen], environment: { ...testEnvironment, name: environment }, tenant, targets })
  )
  const record = recording(plan)
  const machine = localConnection({ home, ...(options.env === undefined ? {} : { env: options.env }) })
  const connection = options.connection?.(machine) ?? machine
  const ports = fakePorts({ ...record.ports, connect: connectTo({ 'web-1': connection }), ...options.ports })
  for (const [n, plain] of Object.entries(secrets)) ports.kept.secrets.set(ids.secret(Number(n)), plain)
  const cancel = () => record.add({ kind: 'cancel-requested', by: 'Ada' })
  const request = requestFor(plan, ports, { snapshot: { steps, variables: [...variables] }, graceMs: 500 })
  await Promise.all([runDeployment(request), options.meanwhile?.(cancel)])
  const state = record.state()
  const run = state.runs['1.target-0000000001' as RunId]
  if (!run) throw new Error('The plan has no such run')
  const outputs = Object.fromEntries(run.outputs.map(item => [item.name, 'value' in item ? item.value : '(secret)']))
  return { state, run, outputs, lines: record.lines(), facts: record.facts }
}

const nextStep = (body: string) => ({
  id: ids.step(2),
  name: 'Next',
  location: 'targets' as const,
  roles: ['web'],
  isDisabled: false,
  actions: [{ type: 'script' as const, id: ids.action(2), syntax: 'bash' as const, body }]
})

const withoutAcquire = (plan: Plan): Plan => ({
  ...plan,
  stages: plan.stages.filter(stage => stage.type !== 'acquire'),
  ...(plan.steps === undefined ? {} : { steps: plan.steps.filter(step => Number.isInteger(step.number)) })
})

/** Where the first installation of a version goes. */
export const installedAt = (version = '1.0.0', environment = 'Test'): string =>
  join(home, '.slipway/applications', environment, 'Shop.Web', version)

/** A file of an installation. */
export const readInstalled = (path: string, version = '1.0.0'): Promise<string> =>
  readFile(join(installedAt(version), path), 'utf8')
