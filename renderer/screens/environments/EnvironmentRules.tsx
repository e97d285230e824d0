import type { EnvironmentOverview } from '@shared/dashboard-calls'
import { Link } from 'wouter'
import { Card } from '../../components/Card'
import { Icon } from '../../components/Icon'
import { Section } from '../../components/Section'
import { formatMoment } from '../../lib/time'
import classes from './environments.module.css'

/** The phases of lifecycles that name an environment. */
export function EnvironmentPhases({ phases }: Pick<EnvironmentOverview, 'phases'>) {
  return (
    <Section title="Phases">
      <Card>
        {phases.length === 0 ? (
          <p className={classes.none}>
            No phase of a <Link href="/library/lifecycles">lifecycle</Link> names it. It is a phase of its own in
            lifecycles without phases, and part of phases that name no environment.
          </p>
        ) : (
          <ul className={classes.list}>
            {phases.map(({ lifecycle, phase, isAutomatic }) => (
              <li key={`${lifecycle} ${phase}`}>
                {lifecycle}: {phase}
                {isAutomatic && <span className={classes.muted}> · deployed to by itself</span>}
              </li>
            ))}
          </ul>
        )}
      </Card>
    </Section>
  )
}

/** Freezes that are under way or to come; nothing where there are none. */
export function EnvironmentFreezes({ freezes }: Pick<EnvironmentOverview, 'freezes'>) {
  if (freezes.length === 0) return null
  return (
    <Section title="Freezes">
      <Card>
        <ul className={classes.list}>
          {freezes.map(({ id, name, state, window }) => (
            <li key={id} className={classes.freeze} data-state={state}>
              <Icon name={state === 'under-way' ? 'lock' : 'clock'} size={14} />
              <span>
                <strong>{name}</strong> {state === 'under-way' ? 'is under way' : 'is to come'}
                {window !== null &&
                  (state === 'under-way'
                    ? ` until ${formatMoment(window.to)}`
                    : ` from ${formatMoment(window.from)} to ${formatMoment(window.to)}`)}
              </span>
            </li>
          ))}
        </ul>
      </Card>
    </Section>
  )
}
