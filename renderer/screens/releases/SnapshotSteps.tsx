import type { Step } from '@shared/model/process'
import { Icon } from '../../components/Icon'
import { Tags } from '../../components/Tags'
import { placeOf, syntaxNames } from '../../lib/step-words'
import classes from './ReleaseScreen.module.css'

/** The frozen steps; each opens to show its script. */
export function SnapshotSteps({ steps }: { readonly steps: readonly Step[] }) {
  return (
    <div>
      {steps.map((step, index) => (
        <details key={step.id} className={classes.step}>
          <summary className={classes.summary}>
            <span className={classes.chevron}>
              <Icon name="chevron-right" size={12} />
            </span>
            <span className={classes.number}>{index + 1}</span>
            <span className={classes.stepName}>{step.name}</span>
            {step.isDisabled && <Tags items={['disabled']} />}
            <span className={classes.place}>{placeOf(step)}</span>
            <Tags items={[syntaxNames[step.actions[0].syntax], ...runAsOf(step)]} />
          </summary>
          <section className={classes.script} aria-label={`Script of ${step.name}`}>
            <pre>{step.actions[0].body}</pre>
          </section>
        </details>
      ))}
    </div>
  )
}

const runAsOf = ({ actions: [{ runAs }] }: Step): readonly string[] => (runAs === undefined ? [] : [`as ${runAs}`])
