import type { Input } from '@shared/api'
import type { Failure } from '@shared/failure'
import type { ImportedPackage } from '@shared/package-calls'
import { useState } from 'react'
import { useCatalog } from '../../stores/catalog'
import { useCall } from '../../stores/use-call'

export interface PackageImport {
  readonly isBusy: boolean
  readonly failure: Failure | null
  /** What became of each file; null while nobody needs to look at it. */
  readonly results: readonly ImportedPackage[] | null
  /** Lets the person choose files or a folder. */
  readonly choose: (what: 'files' | 'folder') => Promise<void>
  readonly importPaths: (paths: readonly string[], how?: ImportChoices) => Promise<void>
  readonly close: () => void
}

/** What a person says about files whose name does not say it, or that are there already. */
export type ImportChoices = Pick<Input<'package.import'>, 'packageId' | 'version' | 'onConflict'>

/** Imports packages and keeps what became of them. */
export function usePackageImport(): PackageImport {
  const importing = useCall('package.import')
  const choosing = useCall('package.choose')
  const [results, setResults] = useState<readonly ImportedPackage[] | null>(null)
  const show = async (found: readonly ImportedPackage[]) => {
    setResults(found)
    await useCatalog.getState().refresh('package')
  }
  return {
    isBusy: importing.isBusy || choosing.isBusy,
    failure: importing.failure ?? choosing.failure,
    results,
    choose: async what => {
      const result = await choosing.run({ what })
      if (result.ok && result.value !== null) await show(result.value)
    },
    importPaths: async (paths, how = {}) => {
      if (paths.length === 0) return
      const result = await importing.run({ paths: [...paths], ...how })
      if (!result.ok) return
      // Another try at one of several leaves what became of the others.
      const tried = new Set(result.value.map(({ path }) => path))
      const others = (results ?? []).filter(({ path }) => !tried.has(path))
      await show([...others, ...result.value])
    },
    close: () => setResults(null)
  }
}
