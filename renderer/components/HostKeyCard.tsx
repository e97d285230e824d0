import { Button } from '@mantine/core'
import type { HostKeyPin } from '@shared/model/target'
import classes from './HostKeyCard.module.css'
import { Icon } from './Icon'

export interface HostKeyCardProps {
  /** The host's name, where there are several on the way; null for the only one. */
  readonly name: string | null
  /** What the host showed just now. */
  readonly shown: HostKeyPin
  /** What was accepted before; null for a host that is new. */
  readonly pinned: HostKeyPin | null
  readonly platform: 'posix' | 'windows'
  readonly isBusy: boolean
  readonly onAccept: () => void
}

/** The file on the host whose fingerprint is to be compared. */
function publicKeyFile({ algorithm }: HostKeyPin, platform: 'posix' | 'windows'): string {
  const type = algorithm.includes('ed25519') ? 'ed25519' : algorithm.includes('ecdsa') ? 'ecdsa' : 'rsa'
  return platform === 'windows' ? `C:\\ProgramData\\ssh\\ssh_host_${type}_key.pub` : `/etc/ssh/ssh_host_${type}_key.pub`
}

/** Asks a person to compare a host's key: calm for a new host, red for one whose key changed. */
export function HostKeyCard({ name, shown, pinned, platform, isBusy, onAccept }: HostKeyCardProps) {
  const isChanged = pinned !== null
  const word = isChanged ? 'Changed host key' : 'Host key'
  return (
    <section className={classes.card} data-changed={isChanged} aria-label={name === null ? word : `${word} of ${name}`}>
      <Icon name={isChanged ? 'warning' : 'key'} size={18} />
      <div className={classes.body}>
        <h3 className={classes.title}>
          {isChanged
            ? `${name ?? 'This host'} shows another key than the accepted one`
            : `Is this the right host${name === null ? '' : ` for ${name}`}?`}
        </h3>
        <p>
          {isChanged
            ? 'Either the host was set up anew, or somebody stands between you and it. Nothing was sent. Do not go on before you know which.'
            : 'Nobody accepted this host’s key yet. Compare the fingerprint with the one on the host itself.'}
        </p>
        <dl className={classes.keys}>
          {pinned && <Key word="Accepted" pin={pinned} />}
          <Key word={pinned ? 'Shown now' : 'Shown'} pin={shown} />
        </dl>
        <p className={classes.how}>
          On the host, at its own screen or through its provider’s console, this prints it:
          <code className={classes.command}>ssh-keygen -lf {publicKeyFile(shown, platform)}</code>
        </p>
        <Button
          onClick={onAccept}
          loading={isBusy}
          data-accepts
          {...(isChanged ? { color: 'red', variant: 'outline' } : {})}
        >
          {isChanged ? 'Replace the key…' : 'Accept this key'}
        </Button>
      </div>
    </section>
  )
}

function Key({ word, pin }: { readonly word: string; readonly pin: HostKeyPin }) {
  return (
    <>
      <dt>{word}</dt>
      <dd>
        <span className={classes.algorithm}>{pin.algorithm}</span>
        <code className={classes.fingerprint}>{pin.fingerprint}</code>
      </dd>
    </>
  )
}
