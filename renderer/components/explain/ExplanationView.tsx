import type { Explanation } from '@shared/variables/explain'
import { lookOfNode, stateWords } from '@shared/variables/explain-words'
import type { Labels } from '@shared/variables/scope-words'
import { Candidates } from './Candidates'
import { ElsewhereList } from './ElsewhereList'
import { ExpansionTree } from './ExpansionTree'
import classes from './ExplanationView.module.css'
import { SecretMark } from './SecretMark'
import { ValueText } from './ValueText'

export interface ExplanationViewProps {
  readonly explanation: Explanation
  readonly labels: Labels
}

/** Why a name has the value that it has: what won, what lost and why, how it is put together, and what it is elsewhere. */
export function ExplanationView({ explanation, labels }: ExplanationViewProps) {
  const { name, candidates, expansion, elsewhere } = explanation
  const words = stateWords(expansion)
  return (
    <article className={classes.explanation} aria-label={`Explanation of ${name}`}>
      <header className={classes.head}>
        <h3 className={classes.name}>{name}</h3>
        {expansion.value.holdsSecret && <SecretMark />}
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long value is scrolled with the keyboard */}
      <section className={classes.value} aria-label={`Value of ${name}`} tabIndex={0}>
        <ValueText look={lookOfNode(expansion)} shape="block" />
      </section>
      {words !== null && <p className={classes.words}>{words}</p>}
      {candidates.length > 0 && (
        <section className={classes.part} aria-label="Candidates">
          <Candidates candidates={candidates} labels={labels} />
        </section>
      )}
      {expansion.references.length > 0 && (
        <section className={classes.part}>
          <h4 className={classes.title}>How it is put together</h4>
          <ExpansionTree root={expansion} />
        </section>
      )}
      {saysMore(elsewhere) && (
        <section className={classes.part}>
          <h4 className={classes.title}>In other places</h4>
          <ElsewhereList groups={elsewhere} labels={labels} />
        </section>
      )}
    </article>
  )
}

/** One place that is the same as here is here. */
const saysMore = (groups: Explanation['elsewhere']): boolean =>
  groups.length > 1 || groups.some(({ isSame, places }) => !isSame || places.length > 1)
