import { isNothing, type ReleaseComparison } from '@shared/comparison/comparison'
import { countOf } from '@shared/plan/words'
import { EmptyState } from '../../components/EmptyState'
import { Markdown } from '../../components/Markdown'
import { Section } from '../../components/Section'
import { TimeAgo } from '../../components/TimeAgo'
import classes from './comparison.module.css'
import { PackageChanges } from './PackageChanges'
import { StepChanges } from './StepChanges'
import { VariableChanges } from './VariableChanges'

/** What differs between two releases: steps, variables, packages, notes. */
export function ComparisonView({ comparison }: { readonly comparison: ReleaseComparison }) {
  const { steps, variables, packages, environment, before, after } = comparison
  const isSame = before !== null && before.id === after.id
  return (
    <>
      {isNothing(comparison) && (
        <div className={classes.nothing}>
          <EmptyState icon="check-circle" title="Nothing differs">
            {isSame
              ? 'It is the same release, with the same steps, values and packages.'
              : `The steps, the ${environment === null ? 'variables' : `values in ${environment.name}`} and the packages are the same.`}
          </EmptyState>
        </div>
      )}
      {steps.length > 0 && (
        <Section title={`Steps: ${countOf(steps.length, 'difference')}`}>
          <StepChanges steps={steps} />
        </Section>
      )}
      {variables.length > 0 && (
        <Section
          title={`Variables: ${countOf(variables.length, 'difference')}`}
          description={
            environment === null
              ? 'Rows as they are written. Which of them count depends on where they are used.'
              : `What they come to in ${environment.name}. Secrets are never shown, only whether they are other ones.`
          }
        >
          <VariableChanges variables={variables} />
        </Section>
      )}
      {packages.length > 0 && (
        <Section title={`Packages: ${countOf(packages.length, 'difference')}`}>
          <PackageChanges packages={packages} />
        </Section>
      )}
      {!isSame && <Notes comparison={comparison} />}
    </>
  )
}

function Notes({ comparison: { notes } }: { readonly comparison: ReleaseComparison }) {
  if (notes.every(item => item.notes.trim() === '')) return null
  return (
    <Section title="Notes" description="Of the releases that come along, the newest first.">
      <ol className={classes.list} aria-label="Notes of releases">
        {notes.map(item => (
          <li key={item.version} className={classes.item}>
            <div className={classes.itemHead}>
              <h3 className={classes.itemName}>{item.version}</h3>
              <span className={classes.muted}>
                <TimeAgo at={item.createdAt} />
              </span>
            </div>
            {item.notes.trim() === '' ? <p className={classes.muted}>No notes.</p> : <Markdown text={item.notes} />}
          </li>
        ))}
      </ol>
    </Section>
  )
}
