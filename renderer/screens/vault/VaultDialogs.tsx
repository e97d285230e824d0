import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { useVaultDialog } from '../../stores/vault'
import { SetUpDialog } from './SetUpDialog'
import { UnlockDialog } from './UnlockDialog'

/** The question about the vault that lies over everything else, if any. */
export function VaultDialogs() {
  const { asking, settle } = useVaultDialog()
  const status = valueOr(useRead('vault.status', asking === null ? null : {}).load, null)
  if (asking === null || status === null) return null
  const close = () => settle(false)
  const done = () => settle(true)
  return asking === 'set-up' ? (
    <SetUpDialog status={status} onClose={close} onDone={done} />
  ) : (
    <UnlockDialog status={status} onClose={close} onDone={done} />
  )
}
