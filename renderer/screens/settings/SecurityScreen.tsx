import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { startOverWords, type VaultStatus } from '@shared/vault'
import { useState } from 'react'
import { Card } from '../../components/Card'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { Section } from '../../components/Section'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { useCall } from '../../stores/use-call'
import { askVault, lockVault } from '../../stores/vault'
import { useWorkspaceInfo } from '../../stores/workspace'
import { ChangePassphraseDialog } from '../vault/ChangePassphraseDialog'
import classes from './SecurityScreen.module.css'
import { SettingsTabs, settingsCrumbs } from './SettingsTabs'

/** How the secrets of this workspace are protected. */
export function SecurityScreen() {
  const { load, again } = useRead('vault.status', {})
  const isDemo = valueOr(useWorkspaceInfo().load, null)?.kind === 'demo'
  return (
    <Screen width="narrow">
      <PageHeader title="Security" help="vault" crumbs={settingsCrumbs}>
        <SettingsTabs current="/settings/security" />
      </PageHeader>
      <Loaded load={load} onRetry={again} what="the vault">
        {status => (
          <>
            <Section
              title="Vault"
              description="Passwords, private keys and sensitive variables lie here, each encrypted with AES-256-GCM."
            >
              <Vault status={status} isDemo={isDemo} />
            </Section>
            {!isDemo && status.protection !== 'none' && <StartOver />}
          </>
        )}
      </Loaded>
    </Screen>
  )
}

interface VaultProps {
  readonly status: VaultStatus
  readonly isDemo: boolean
}

function Vault({ status, isDemo }: VaultProps) {
  const { protection, hasRecovery, secrets, problem, keychain } = status
  const look = lookOf(status, isDemo)
  return (
    <Card>
      <div className={classes.state} data-tone={look.tone}>
        <Icon name={look.icon} size={18} />
        <div>
          <p className={classes.headline}>{look.headline}</p>
          <p className={classes.detail}>{look.detail}</p>
        </div>
      </div>
      {problem && (
        <div className={classes.problem}>
          <FailureAlert failure={problem} />
        </div>
      )}
      <dl className={classes.facts}>
        <dt>Secrets</dt>
        <dd>{secrets === 0 ? 'None yet' : secrets}</dd>
        {!isDemo && (
          <>
            <dt>Keychain of this system</dt>
            <dd>{keychain.available ? keychain.name : 'None that would keep a key safe'}</dd>
          </>
        )}
        {protection === 'keychain' && (
          <>
            <dt>Recovery passphrase</dt>
            <dd>{hasRecovery ? 'Set' : 'Not set: a lost keychain would lose every secret'}</dd>
          </>
        )}
      </dl>
      {!isDemo && <Actions status={status} />}
    </Card>
  )
}

function Actions({ status }: { readonly status: VaultStatus }) {
  const { protection, isLocked, hasRecovery } = status
  const [isChanging, setChanging] = useState(false)
  const hasPassphrase = protection === 'passphrase' || hasRecovery
  if (protection === 'unknown') return null
  if (protection === 'none' || protection === 'key-file')
    return (
      <div className={classes.actions}>
        <Button leftSection={<Icon name="shield" size={14} />} onClick={() => void askVault('set-up')}>
          {protection === 'none' ? 'Set up the vault…' : 'Protect the key…'}
        </Button>
      </div>
    )
  return (
    <div className={classes.actions}>
      {isLocked ? (
        <Button onClick={() => void askVault('unlock')}>Unlock…</Button>
      ) : (
        <Button variant="default" leftSection={<Icon name="lock" size={14} />} onClick={() => void lockVault()}>
          Lock now
        </Button>
      )}
      <Button variant="default" onClick={() => setChanging(true)}>
        {hasPassphrase ? 'Change passphrase…' : 'Add recovery passphrase…'}
      </Button>
      {isChanging && (
        <ChangePassphraseDialog
          hasPassphrase={hasPassphrase}
          onClose={() => setChanging(false)}
          onDone={() => {
            setChanging(false)
            notifications.show({ message: 'The new passphrase opens the vault from now on.' })
          }}
        />
      )}
    </div>
  )
}

function StartOver() {
  const [isAsking, setAsking] = useState(false)
  const { run, isBusy, failure, clear } = useCall('vault.startOver')
  const close = () => {
    clear()
    setAsking(false)
  }
  const startOver = async () => {
    if ((await run({ confirm: startOverWords })).ok) close()
  }
  return (
    <Section
      title="Start over"
      description="For a lost passphrase or keychain. The old key and the secrets are kept aside, and every secret has to be entered again."
    >
      <Button color="red" variant="light" onClick={() => setAsking(true)}>
        Start over…
      </Button>
      {isAsking && (
        <ConfirmDialog
          title="Start the vault over?"
          confirmLabel="Start over"
          isDangerous
          isBusy={isBusy}
          typeToConfirm={startOverWords}
          failure={failure}
          onConfirm={() => void startOver()}
          onCancel={close}
        >
          Accounts and sensitive variables stay, but their secrets cannot be used any more until you enter them again.
          The old files are renamed and not deleted.
        </ConfirmDialog>
      )}
    </Section>
  )
}

interface Look {
  readonly tone: 'good' | 'warn' | 'bad' | 'plain'
  readonly icon: 'shield' | 'lock' | 'warning' | 'x-circle' | 'info'
  readonly headline: string
  readonly detail: string
}

/** The vault's state in words. */
function lookOf({ protection, isLocked, keychain }: VaultStatus, isDemo: boolean): Look {
  if (isDemo)
    return {
      tone: 'plain',
      icon: 'info',
      headline: 'The demo’s secrets are made up',
      detail: 'Their key lies in a plain file. Your own workspace has a vault of its own, with a lock.'
    }
  switch (protection) {
    case 'none':
      return {
        tone: 'plain',
        icon: 'shield',
        headline: 'Not set up yet',
        detail: 'Slipway asks when you save the first secret.'
      }
    case 'key-file':
      return {
        tone: 'warn',
        icon: 'warning',
        headline: 'The key lies in a plain file',
        detail: 'Whoever can read that file can read your secrets. Protecting the key erases the file.'
      }
    case 'unknown':
      return {
        tone: 'bad',
        icon: 'x-circle',
        headline: 'The vault cannot be opened',
        detail: 'Nothing was changed or deleted.'
      }
    case 'keychain':
      return isLocked
        ? { tone: 'warn', icon: 'lock', headline: 'Locked', detail: `The ${keychain.name} guards the key.` }
        : {
            tone: 'good',
            icon: 'shield',
            headline: 'Protected by the keychain',
            detail: 'The vault opens by itself while you are logged in.'
          }
    case 'passphrase':
      return isLocked
        ? {
            tone: 'warn',
            icon: 'lock',
            headline: 'Locked',
            detail: 'Slipway asks for the passphrase when a secret is needed.'
          }
        : {
            tone: 'good',
            icon: 'shield',
            headline: 'Protected by a passphrase, and unlocked',
            detail: 'It locks when Slipway ends, or when you lock it.'
          }
  }
}
