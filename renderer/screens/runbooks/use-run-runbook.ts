import { notifications } from '@mantine/notifications'
import type { Failure } from '@shared/failure'
import type { Runbook } from '@shared/model/runbook'
import type { Result } from '@shared/result'
import { useStillHere } from '../../lib/use-still-here'
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

/** What became of it, for somebody who went to another screen: no dialog is opened over that one. */
function tell(name: string, prepared: Result<unknown>): void {
  if (prepared.ok) notifications.show({ message: `${name} is ready to be run. Press Run there again.` })
  else {
    const { message, remedy } = prepared.failure
    notifications.show({ color: 'red', title: `${name} cannot be run: ${message}`, message: remedy })
  }
}

export function useRunRunbook(): RunbookRunner {
  const prepare = useCall('runbook.prepare')
  const isHere = useStillHere()
  return {
    run: async ({ id, name, environments }, isDraft) => {
      const release = await prepare.run({ id, isDraft })
      if (!isHere()) return tell(name, release)
      if (release.ok) showOverlay({ kind: 'deploy', runbook: { name, release: release.value, environments } })
    },
    isBusy: prepare.isBusy,
    failure: prepare.failure
  }
}
