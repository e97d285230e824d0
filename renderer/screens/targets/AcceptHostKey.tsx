import type { SeenHostKey } from '@shared/connection-report'
import type { TargetId } from '@shared/ids'
import { useState } from 'react'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { FailureAlert } from '../../components/FailureAlert'
import { HostKeyCard } from '../../components/HostKeyCard'
import { useCatalog } from '../../stores/catalog'
import { useCall } from '../../stores/use-call'

interface AcceptHostKeyProps {
  readonly seen: SeenHostKey
  readonly platform: 'posix' | 'windows'
  readonly onTrusted: () => void
}

/** Lets a person accept a key that nobody accepted yet, or replace the accepted one by it. */
export function AcceptHostKey({ seen: { host, shown, accepted, trust }, platform, onTrusted }: AcceptHostKeyProps) {
  const [isConfirming, setConfirming] = useState(false)
  const { run, isBusy, failure } = useCall('target.trust')
  const isChanged = trust === 'changed'
  const accept = async () => {
    const result = await run({ id: host.id as TargetId, hostKey: shown, replace: isChanged })
    if (!result.ok) return
    setConfirming(false)
    await useCatalog.getState().refresh('target')
    onTrusted()
  }
  return (
    <>
      <HostKeyCard
        shown={shown}
        pinned={isChanged ? accepted : null}
        platform={platform}
        isBusy={isBusy}
        onAccept={() => (isChanged ? setConfirming(true) : void accept())}
      />
      {failure && !isConfirming && <FailureAlert failure={failure} />}
      {isConfirming && (
        <ConfirmDialog
          title={`Replace the accepted key of ${host.name}?`}
          confirmLabel="I compared it: replace the key"
          isDangerous
          typeToConfirm={host.name}
          isBusy={isBusy}
          failure={failure}
          onConfirm={() => void accept()}
          onCancel={() => setConfirming(false)}
        >
          Only if you know why the key changed, and the fingerprint <code>{shown.fingerprint}</code> is the one that the
          host itself tells.
        </ConfirmDialog>
      )}
    </>
  )
}
