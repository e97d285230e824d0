import { Checkbox } from '@mantine/core'
import type { Labels } from '@shared/variables/scope-words'
import { Icon } from '../../../components/Icon'
import type { IconName } from '../../../components/icon-paths'
import { plural } from '../../../lib/plural'
import { typeNames } from '../grid/grid-row'
import { ScopeChips } from '../grid/ScopeChips'
import classes from './importing.module.css'
import type { PlannedRow } from './plan-import'

interface ImportPreviewProps {
  readonly plan: readonly PlannedRow[]
  readonly labels: Labels
  /** The proposed secrets, by their place, that are to stay readable. */
  readonly readable: ReadonlySet<number>
  readonly onToggle: (index: number) => void
}

const looks: Readonly<Record<PlannedRow['outcome'], { readonly word: string; readonly icon: IconName }>> = {
  add: { word: 'New', icon: 'plus' },
  change: { word: 'Changes', icon: 'edit' },
  same: { word: 'Same', icon: 'check' },
  skip: { word: 'Left out', icon: 'slash-circle' }
}

/** More rows than anybody reads are counted and not drawn. */
const mostShown = 300

/** What an import does, row by row, before it does it. */
export function ImportPreview({ plan, labels, readable, onToggle }: ImportPreviewProps) {
  const count = (outcome: PlannedRow['outcome']) => plan.filter(row => row.outcome === outcome).length
  return (
    <section aria-label="What the import does">
      <p className={classes.sum} role="status">
        {count('add')} new, {count('change')} changed, {count('same')} the same, {count('skip')} left out.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard */}
      <section className={classes.scroll} aria-label="Rows to import" tabIndex={0}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">Import</th>
              <th scope="col">Name</th>
              <th scope="col">Value</th>
              <th scope="col">Scope</th>
              <th scope="col">Note</th>
            </tr>
          </thead>
          <tbody>
            {plan.slice(0, mostShown).map((row, index) => (
              <Row
                key={index}
                row={row}
                labels={labels}
                isReadable={readable.has(index)}
                onToggle={() => onToggle(index)}
              />
            ))}
          </tbody>
        </table>
      </section>
      {plan.length > mostShown && <p className={classes.sum}>And {plural(plan.length - mostShown, 'more row')}.</p>}
    </section>
  )
}

interface RowProps {
  readonly row: PlannedRow
  readonly labels: Labels
  readonly isReadable: boolean
  readonly onToggle: () => void
}

function Row({ row, labels, isReadable, onToggle }: RowProps) {
  const { word, icon } = looks[row.outcome]
  const isSecret = row.content.type === 'sensitive' || (row.isProposedSecret && !isReadable)
  return (
    <tr data-outcome={row.outcome}>
      <td>
        <span className={classes.outcome} data-outcome={row.outcome}>
          <Icon name={icon} size={13} /> {word}
        </span>
      </td>
      <td className={classes.code} title={row.name}>
        {row.name}
      </td>
      <td className={classes.code}>{isSecret ? '••••••' : (row.content.value ?? '').slice(0, 120)}</td>
      <td>{row.outcome !== 'skip' && <ScopeChips scope={row.content.scope} labels={labels} />}</td>
      <td className={classes.notes}>
        {row.isProposedSecret && row.outcome !== 'skip' ? (
          <Checkbox
            label="Store as a secret"
            aria-label={`Store ${row.name} as a secret`}
            checked={!isReadable}
            onChange={onToggle}
          />
        ) : (
          [...(row.content.type === 'text' ? [] : [typeNames[row.content.type]]), ...row.notes].join(' · ')
        )}
      </td>
    </tr>
  )
}
