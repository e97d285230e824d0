import type { RollbackPlan } from '@shared/comparison/rollback'
import type { ActionId } from '@shared/ids'
import type { Plan } from '@shared/plan/plan'
import { bytesWords, countOf, durationOf, listOf } from '@shared/plan/words'
import type { ReactNode } from 'react'
import { Icon } from '../../components/Icon'
import type { IconName } from '../../components/icon-paths'
import classes from './rollback.module.css'

interface RollbackFactsProps {
  readonly rollback: RollbackPlan
  readonly plan: Plan | null
  /** What is chosen to be left out. */
  readonly skip: readonly ActionId[]
}

/** What should be known before going back: what stays as it is, what is left out, what has to be sent, how long it takes. */
export function RollbackFacts({ rollback, plan, skip }: RollbackFactsProps) {
  const { irreversible, leftOut, packages, lastTook } = rollback
  const out = leftOut.filter(({ actionId }) => skip.includes(actionId))
  return (
    <ul className={classes.facts} aria-label="What to know before">
      {irreversible.length > 0 && (
        <Fact icon="warning" tone="warn">
          {names(irreversible)} cannot be undone: going back leaves in place what{' '}
          {irreversible.length === 1 ? 'it' : 'they'} did. Make sure that the older release can live with it.
        </Fact>
      )}
      {out.length > 0 && (
        <Fact icon="skip" tone="still">
          {names(out)} {out.length === 1 ? 'says' : 'say'} that a rollback leaves {out.length === 1 ? 'it' : 'them'}{' '}
          out. Tick {out.length === 1 ? 'it' : 'them'} below to run {out.length === 1 ? 'it' : 'them'} all the same.
        </Fact>
      )}
      {packages.length > 0 && (
        <Fact icon="package" tone="still">
          <Packages packages={packages} plan={plan} />
        </Fact>
      )}
      <Fact icon="clock" tone="still">
        {lastTook === null
          ? 'How long it took the last time is not known.'
          : `The last time it took ${durationOf(lastTook)}, without the time that it waited for people.`}
      </Fact>
    </ul>
  )
}

const names = (actions: RollbackPlan['leftOut']): string => listOf(actions.map(({ name }) => `“${name}”`))

interface FactProps {
  readonly icon: IconName
  readonly tone: 'warn' | 'still'
  readonly children: ReactNode
}

const Fact = ({ icon, tone, children }: FactProps) => (
  <li className={classes.fact} data-tone={tone}>
    <Icon name={icon} size={15} />
    <div>{children}</div>
  </li>
)

function Packages({ packages, plan }: { readonly packages: RollbackPlan['packages']; readonly plan: Plan | null }) {
  const taking = new Set((plan?.targets ?? []).map(({ id }) => id))
  const shown = packages.filter(({ targetId }) => plan === null || taking.has(targetId))
  const sent = shown.filter(({ wasThere }) => !wasThere)
  const bytes = sent.reduce((sum, item) => sum + item.bytes, 0)
  const places = new Set(shown.map(({ targetName }) => targetName)).size
  const kept = shown.length - sent.length
  return (
    <>
      <p>
        {sent.length === 0
          ? `Nothing has to be sent: the packages were brought to ${countOf(places, 'target')} before and should still be there.`
          : `${bytesWords(bytes)} to send${kept === 0 ? '' : `; ${countOf(kept, 'package')} should still be there`}.`}{' '}
        <span className={classes.muted}>
          So say the records of earlier deployments; each target is asked when the rollback begins.
        </span>
      </p>
      {sent.length > 0 && (
        <ul className={classes.sent} aria-label="Packages to send">
          {sent.slice(0, 6).map(item => (
            <li key={`${item.targetId} ${item.packageId} ${item.version}`}>
              {item.packageId} {item.version} to {item.targetName}, {bytesWords(item.bytes)}
            </li>
          ))}
          {sent.length > 6 && <li>and {sent.length - 6} more</li>}
        </ul>
      )}
    </>
  )
}
