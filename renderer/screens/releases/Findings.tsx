import type { VariableId } from '@shared/ids'
import type { Finding } from '@shared/variables/lint'
import { Icon } from '../../components/Icon'
import { plural } from '../../lib/plural'
import { findingWords, isOfRelease } from './finding-words'
import classes from './NewRelease.module.css'

interface FindingsProps {
  readonly findings: readonly Finding[]
  readonly nameOf: (row: VariableId) => string | null
}

/** What is worth a look before the variables are frozen. Prevents nothing, so it stays folded. */
export function Findings({ findings, nameOf }: FindingsProps) {
  const shown = [...new Set(findings.filter(isOfRelease).map(finding => findingWords(finding, nameOf)))]
  if (shown.length === 0) return null
  return (
    <details className={classes.findings}>
      <summary className={classes.summary}>
        <Icon name="warning" size={14} />
        {plural(shown.length, 'thing')} in the variables {shown.length === 1 ? 'is' : 'are'} worth a look
        <span className={classes.chevron}>
          <Icon name="chevron-right" size={12} />
        </span>
      </summary>
      <ul className={classes.list}>
        {shown.map(words => (
          <li key={words}>{words}</li>
        ))}
      </ul>
    </details>
  )
}
