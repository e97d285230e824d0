import type { AccountView } from '@shared/model/account'
import type { HostKeyPin } from '@shared/model/target'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { KeyState } from './KeyState'
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
export const hostKeyFacts = (hostKey: HostKeyPin | null): readonly Fact[] => [
  ['Host key', <KeyState key="state" hostKey={hostKey} />],
  ...(hostKey
    ? ([
        [
          'Fingerprint',
          <code key="fingerprint" className={classes.fingerprint}>
            {hostKey.algorithm} {hostKey.fingerprint}
          </code>
        ]
      ] as const)
    : [])
]
