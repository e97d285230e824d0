import type { SeenHostKey } from '@shared/connection-report'
import { useState } from 'react'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { FailureAlert } from '../../components/FailureAlert'
import { HostKeyCard } from '../../components/HostKeyCard'
import { useCatalog } from '../../stores/catalog'
import { useCall } from '../../stores/use-call'

interface AcceptHostKeyProps {
  readonly seen: SeenHostKey
  readonly platform: 'posix' | 'windows'
  /** Whether there are several hosts on the way, so that each has to be named. */
  readonly isNamed: boolean
  readonly onTrusted: () => void
}

/** Lets a person accept a key that nobody accepted yet, or replace the accepted one by it. */
export function AcceptHostKey({
  seen: { host, shown, accepted, trust },
  platform,
  isNamed,
  onTrusted
}: AcceptHostKeyProps) {
  const [isConfirming, setConfirming] = useState(false)
  const target = useCall('target.trust')
  const jumpHost = useCall('jumpHost.trust')
  const { isBusy, failure } = host.kind === 'target' ? target : jumpHost
  const isChanged = trust === 'changed'
  const accept = async () => {
    const key = { hostKey: shown, replace: isChanged }
    const result = await (host.kind === 'target'
      ? target.run({ id: host.id, ...key })
      : jumpHost.run({ id: host.id, ...key }))
    if (!result.ok) return
    setConfirming(false)
    await useCatalog.getState().refresh(host.kind)
    onTrusted()
  }
  return (
    <>
      <HostKeyCard
        name={isNamed ? host.name : null}
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
