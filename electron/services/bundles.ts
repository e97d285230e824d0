import { cp, lstat, mkdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Parsed } from '@shared/api'
import { type PackageContent, type PackageForm, packageContent, packageForms } from '@shared/bundle/content'
import type { BundleRecord } from '@shared/bundle/record'
import { bundleStateOf } from '@shared/bundle/state'
import type { BundleListing, BundleView, ListedBundle } from '@shared/bundle-calls'
import { type Failure, notFound } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import type { BundleId, DeploymentId, Sha256, TargetId } from '@shared/ids'
import type { OfflineTarget } from '@shared/model/target'
import { fail, ok, type Result } from '@shared/result'
import type { BundleDraft, BundlesPort, EnginePorts, WrittenDraft } from '../engine/ports'
import type { Store } from '../store/store'
import { createBundleKey } from './bundle-key'
import { placeOfBundle } from './bundle-place'
import type { ServiceContext } from './context'
import type { ServicePorts, WrittenBundle } from './ports'
import { byName } from './rules'

type Ports = Pick<ServicePorts, 'offline' | 'chooseFolder'>

/** A bundle that lies where it is carried from, and of which nothing is stored yet. */
interface Written {
  readonly id: BundleId
  readonly target: OfflineTarget
  readonly draft: BundleDraft
  readonly path: string
  readonly written: WrittenBundle
}

/** Bundles for targets that nobody reaches: written, remembered, and copied to where a person wants them. */
export function createBundles(
  context: ServiceContext,
  { offline, chooseFolder }: Ports,
  packages: EnginePorts['packages']
) {
  const { store, newId, now, publish } = context
  const key = createBundleKey(context)

  const write = async (draft: BundleDraft, signal: AbortSignal): Promise<Result<WrittenDraft>> => {
    const target = store.targets.get(draft.target.id)
    if (target?.kind !== 'offline') return fail(notFound('offline target', draft.target.id))
    const password = target.password === null ? ok(null) : await store.vault.open(target.password)
    if (!password.ok) return password
    const signer = await key.signer()
    if (!signer.ok) return signer
    const id = newId('bundle')
    const path = await freePath(placeOfBundle(store.folder, target, draft, id))
    await mkdir(dirname(path), { recursive: true })
    const written = await offline.write({
      content: { ...draft, id, lacks: lacksOf(target, draft) },
      to: { kind: target.form, path },
      password: password.value,
      signer: signer.value,
      packageAt: packageAt(packages, signal)
    })
    if (!written.ok) return written
    if (signal.aborted) {
      await rm(path, { recursive: true, force: true })
      return fail(cancelled)
    }
    try {
      return await writeDown({ id, target, draft, path, written: written.value }, signal)
    } catch (error) {
      // Nobody is to carry what is known to nobody here.
      await rm(path, { recursive: true, force: true })
      throw error
    }
  }

  const writeDown = async (
    { id, target, draft, path, written: { manifest, seed, words, bytes } }: Written,
    signal: AbortSignal
  ): Promise<Result<WrittenDraft>> => {
    const made: BundleRecord = {
      id,
      deploymentId: draft.deploymentId,
      targetId: target.id,
      targetName: target.name,
      manifest,
      path,
      form: target.form,
      seed: await store.vault.put(seed),
      bytes,
      createdAt: now(),
      runs: draft.actions.map(({ run }) => run),
      acknowledgedAt: null,
      receiptWrittenAt: null,
      has: []
    }
    await store.commit([store.bundles.putting(made)])
    if (signal.aborted) return takenBack(made)
    publish({ type: 'catalog.changed', entity: 'bundle' })
    return ok({ id, manifest, path, fingerprint: words })
  }

  /** It was cancelled while the bundle was written down: nobody is to carry it, or to wait for its receipt. */
  const takenBack = async ({ id, path, seed }: BundleRecord): Promise<Result<WrittenDraft>> => {
    await rm(path, { recursive: true, force: true })
    await store.commit([store.bundles.removing(id)])
    await store.vault.remove(seed)
    return fail(cancelled)
  }

  /** What the target is known to have, as the newest receipt of it says. */
  const lacksOf = (target: OfflineTarget, draft: BundleDraft): readonly PackageContent[] => {
    if (!target.isIncremental) return []
    const [last] = store.bundles
      .all()
      .filter(bundle => bundle.targetId === target.id && bundle.acknowledgedAt !== null)
      .sort((a, b) => b.createdAt - a.createdAt)
    const held = new Set(last?.has)
    return draft.packages.flatMap(({ sha256 }) =>
      packageForms.map(form => packageContent(sha256, form)).filter(content => held.has(content))
    )
  }

  const viewOf = async ({ seed: _seed, ...bundle }: BundleRecord, words: string): Promise<BundleView> => ({
    ...bundle,
    words,
    isThere: await isThere(bundle.path)
  })

  const port: BundlesPort = { write: (draft, signal) => asResult(() => write(draft, signal)) }

  return {
    port,

    list: async (deployment: DeploymentId): Promise<Result<readonly BundleView[]>> => {
      const publicKey = key.known()
      const words = publicKey === null ? '' : offline.words(publicKey)
      const found = store.bundles.all().filter(bundle => bundle.deploymentId === deployment)
      return ok(await Promise.all(found.sort((a, b) => a.createdAt - b.createdAt).map(item => viewOf(item, words))))
    },

    all: async ({ state, targetId, skip, limit }: Parsed<'bundle.all'>): Promise<Result<BundleListing>> => {
      const everything = store.bundles.all()
      const matching = everything
        .filter(bundle => targetId === undefined || bundle.targetId === targetId)
        .filter(bundle => state === undefined || bundleStateOf(bundle) === state)
        .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1))
      const shown = matching.slice(skip, skip + limit)
      return ok({
        bundles: await Promise.all(shown.map(bundle => listed(store, bundle))),
        total: matching.length,
        targets: targetsOf(everything)
      })
    },

    save: async (id: BundleId): Promise<Result<{ readonly path: string } | null>> => {
      const bundle = store.bundles.get(id)
      if (!bundle) return fail(notFound('bundle', id))
      if (!(await isThere(bundle.path))) return fail(gone(bundle))
      const folder = await chooseFolder()
      if (folder === null) return ok(null)
      return asResult(async () => {
        const path = await freePath(join(folder, basename(bundle.path)))
        await cp(bundle.path, path, { recursive: true, errorOnExist: true, force: false })
        return ok({ path })
      })
    },

    key: (): Promise<Result<{ readonly publicKey: string; readonly words: string }>> =>
      asResult(async () => {
        const publicKey = await key.publicKey()
        return ok({ publicKey, words: offline.words(publicKey) })
      })
  }
}

async function listed({ deployments }: Store, bundle: BundleRecord): Promise<ListedBundle> {
  const { id, targetId, targetName, path, createdAt, acknowledgedAt, runs, missing = 0, refused = null } = bundle
  const summary = await deployments.get(bundle.deploymentId)
  return {
    id,
    targetId,
    targetName,
    deployment: summary
      ? {
          id: summary.id,
          projectName: summary.projectName,
          releaseVersion: summary.releaseVersion,
          environmentName: summary.environmentName,
          ...(summary.tenant === undefined ? {} : { tenant: summary.tenant }),
          runbook: summary.runbook
        }
      : null,
    path,
    isThere: await isThere(path),
    createdAt,
    state: bundleStateOf(bundle),
    acknowledgedAt,
    runs: runs.length,
    missing: acknowledgedAt === null ? runs.length : missing,
    refused
  }
}

/** By their names as they were when the newest bundle was written. */
function targetsOf(bundles: readonly BundleRecord[]): BundleListing['targets'] {
  const names = new Map<TargetId, string>()
  for (const { targetId, targetName } of [...bundles].sort((a, b) => a.createdAt - b.createdAt))
    names.set(targetId, targetName)
  return byName([...names].map(([id, name]) => ({ id, name })))
}

/** Where a package is: unpacked, or the file as it came. */
const packageAt =
  (packages: EnginePorts['packages'], signal: AbortSignal) =>
  async (hash: Sha256, form: PackageForm): Promise<Result<string>> => {
    const opened = await packages.open(hash)
    if (!opened.ok) return opened
    return form === 'file' ? ok(opened.value.file) : opened.value.folder(signal)
  }

/** The path, or the next one with a number that nothing has yet: the same release may be handed over again. */
async function freePath(path: string): Promise<string> {
  const ending = path.endsWith('.tar') ? '.tar' : ''
  const start = path.slice(0, path.length - ending.length)
  let free = path
  for (let number = 2; await isThere(free); number++) free = `${start}_${number}${ending}`
  return free
}

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false
  )

const cancelled: Failure = {
  kind: 'cancelled',
  message: 'The bundle was not written, because the deployment was cancelled.',
  remedy: ''
}

const gone = ({ path, targetName }: BundleRecord): Failure => ({
  kind: 'not-found',
  message: `The bundle for ${targetName} is not in ${path} any more.`,
  remedy: 'Take the copy that was made of it, or deploy the release again for another bundle.'
})

/** A disk failure as a value. */
async function asResult<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof FailureError) return fail(error.failure)
    if (error instanceof Error && 'code' in error) return fail(notWritten(error.message))
    throw error
  }
}

const notWritten = (why: string): Failure => ({
  kind: 'storage-failed',
  message: `The bundle could not be written: ${why}.`,
  remedy: 'Check that the folder is there, may be written to, and has room.'
})
