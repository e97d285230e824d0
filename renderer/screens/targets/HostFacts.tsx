import type { AccountView } from '@shared/model/account'
import type { HostKeyPin } from '@shared/model/target'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { KeyState, useHasOtherKey } from './KeyState'
import classes from './targets.module.css'

/** A word and what is to be said of it. */
export type Fact = readonly [word: string, value: ReactNode]

/** Rows for a list of facts. */
export function FactRows({ facts }: { readonly facts: readonly Fact[] }) {
  return facts.map(([word, value]) => (
    <div key={word} className={classes.fact}>
      <dt>{word}</dt>
      <dd>{value}</dd>
    </div>
  ))
}

/** Who logs in. */
export function AccountLink({ accountId }: { readonly accountId: AccountView['id'] }) {
  const account = valueOr(useRead('account.list', {}).load, []).find(({ id }) => id === accountId)
  if (!account) return 'Missing'
  return (
    <Link href="/targets/accounts">
      {account.name} ({account.username})
    </Link>
  )
}

/** Whether the host's key is accepted, and which one. */
export const hostKeyFacts = (name: string, hostKey: HostKeyPin | null): readonly Fact[] => [
  ['Host key', <HostKey key="state" name={name} hostKey={hostKey} />],
  ...(hostKey
    ? ([
        [
          'Accepted key',
          <code key="fingerprint" className={classes.fingerprint}>
            {hostKey.algorithm} {hostKey.fingerprint}
          </code>
        ]
      ] as const)
    : [])
]

interface HostKeyProps {
  readonly name: string
  readonly hostKey: HostKeyPin | null
}

/** The state of the key, with what to do where the host has another one. */
function HostKey(props: HostKeyProps) {
  const isOther = useHasOtherKey(props)
  return (
    <>
      <KeyState {...props} />
      {isOther && (
        <p className={classes.whatToDo}>
          The host shows another key than the accepted one, so nothing connects to it. Find out why. If the host was set
          up anew, test the connection above and replace the key.
        </p>
      )}
    </>
  )
}
