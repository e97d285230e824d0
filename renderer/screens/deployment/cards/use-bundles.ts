import type { BundleView } from '@shared/bundle-calls'
import type { Deployment } from '@shared/deployment'
import { useCallback, useEffect, useState } from 'react'
import { remembered } from '../../../lib/remembered'
import { useCall } from '../../../stores/use-call'

/** Bundles that runs were handed over in, and whose receipts may tell more of them than is known. */
export const carried = remembered(
  ({ runs }: Deployment): ReadonlySet<string> =>
    new Set(Object.values(runs).flatMap(run => ('bundle' in run && run.bundle !== undefined ? [run.bundle] : [])))
)

/** The bundles of a deployment, read anew when something was handed over or came back. */
export function useBundles(deployment: Deployment): {
  readonly bundles: readonly BundleView[]
  readonly again: () => void
} {
  const { run } = useCall('bundle.list')
  const [bundles, setBundles] = useState<readonly BundleView[]>([])
  const deploymentId = deployment.id
  const key = `${[...carried(deployment)].join()} ${deployment.receipts?.length ?? 0}`
  const again = useCallback(() => {
    void run({ deploymentId }).then(read => {
      if (read.ok) setBundles(read.value)
    })
  }, [run, deploymentId])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says when there is something new
  useEffect(() => {
    if (carried(deployment).size > 0) again()
  }, [key, again])
  return { bundles, again }
}
