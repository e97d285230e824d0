import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { BundleRecord } from '@shared/bundle/record'
import type { DeploymentSummary } from '@shared/deployment'
import type { Store } from '../store/store'

/** The bundles that some deployments wrote. */
export function bundlesOf(store: Store, deployments: readonly DeploymentSummary[]): readonly BundleRecord[] {
  const ids = new Set(deployments.map(({ id }) => id))
  return store.bundles.all().filter(bundle => ids.has(bundle.deploymentId))
}

/** Where a bundle lies that has no other place, in the data folder. */
export const keptFolder = (folder: string, { id }: Pick<BundleRecord, 'id'>): string => join(folder, 'bundles', id)

/** Removes the bundles that the workspace itself kept. Those in drop folders are not its own any more. */
export async function removeKept({ folder }: Store, bundles: readonly BundleRecord[]): Promise<void> {
  for (const bundle of bundles) await rm(keptFolder(folder, bundle), { recursive: true, force: true })
}
