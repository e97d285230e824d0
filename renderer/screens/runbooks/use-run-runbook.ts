import type { Failure } from '@shared/failure'
import type { Runbook } from '@shared/model/runbook'
import { showOverlay } from '../../stores/overlay'
import { useCall } from '../../stores/use-call'

type Runnable = Pick<Runbook, 'id' | 'name' | 'environments'>

/** Opens the dialog that runs a runbook: what was published, or its draft as it is saved. */
export interface RunbookRunner {
  readonly run: (runbook: Runnable, isDraft: boolean) => Promise<void>
  readonly isBusy: boolean
  /** Why the last attempt got nowhere. */
  readonly failure: Failure | null
}

export function useRunRunbook(): RunbookRunner {
  const prepare = useCall('runbook.prepare')
  return {
    run: async ({ id, name, environments }, isDraft) => {
      const release = await prepare.run({ id, isDraft })
      if (release.ok) showOverlay({ kind: 'deploy', runbook: { name, release: release.value, environments } })
    },
    isBusy: prepare.isBusy,
    failure: prepare.failure
  }
}
