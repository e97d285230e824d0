import { assertNever } from '@shared/result'
import type { Labels } from '@shared/variables/scope-words'
import { Icon } from '../../../components/Icon'
import type { IconName } from '../../../components/icon-paths'
import type { DraftRow } from '../draft/draft-row'
import type { ColumnName } from '../draft/draft-state'
import { type GridRow, type RowMark, type Severity, typeNames } from './grid-row'
import { ScopeChips } from './ScopeChips'
import classes from './VariableGrid.module.css'

interface CellContentProps {
  readonly column: ColumnName
  readonly line: GridRow
  readonly mark: RowMark | undefined
  readonly labels: Labels
  readonly referenceNames: ReadonlyMap<string, string>
}

/** What a cell shows while it is not edited. */
export function CellContent({ column, line, mark, labels, referenceNames }: CellContentProps) {
  const { row } = line
  switch (column) {
    case 'name':
      return row.name === '' ? <Faint>Name</Faint> : <span className={classes.code}>{row.name}</span>
    case 'value':
      return <Value row={row} referenceNames={referenceNames} />
    case 'type':
      return (
        <span className={classes.type} data-type={row.type}>
          {row.type !== 'text' && <Icon name={typeIcons[row.type]} size={13} />}
          {typeNames[row.type]}
        </span>
      )
    case 'scope':
      return <ScopeChips scope={row.scope} labels={labels} />
    case 'note':
      return <Note line={line} />
    case 'state':
      return mark === undefined ? null : (
        <span className={classes.mark} data-severity={mark.severity} title={mark.sentences.join('\n')}>
          <Icon name={severityIcons[mark.severity]} size={15} label={mark.sentences.join(' ')} />
        </span>
      )
    default:
      return assertNever(column)
  }
}

const typeIcons: Readonly<Record<Exclude<DraftRow['type'], 'text'>, IconName>> = {
  sensitive: 'lock',
  account: 'key',
  certificate: 'shield'
}

export const severityIcons: Readonly<Record<Severity, IconName>> = {
  error: 'x-circle',
  warning: 'warning',
  hint: 'info'
}

const Faint = ({ children }: { readonly children: string }) => <span className={classes.faint}>{children}</span>

/** More of a value than any cell has room for is not worth laying out. */
const longestShown = 240

function Value({ row, referenceNames }: Pick<CellContentProps, 'referenceNames'> & { readonly row: DraftRow }) {
  if (row.type === 'sensitive') return <SecretState value={row.value} />
  const value = row.value ?? ''
  if (row.type !== 'text') {
    if (value === '') return <Faint>{row.type === 'account' ? 'Choose an account' : 'Choose a certificate'}</Faint>
    return <span>{referenceNames.get(value) ?? value}</span>
  }
  if (value === '') return <Faint>Empty</Faint>
  const shown = value.slice(0, longestShown)
  return (
    <span className={classes.code}>
      {shown.split(/(#\{[^{}\n]*\}|\n)/).map((part, index) =>
        part === '\n' ? (
          <span key={index} className={classes.newline}>
            ⏎
          </span>
        ) : part.startsWith('#{') ? (
          <span key={index} className={classes.reference}>
            {part}
          </span>
        ) : (
          part
        )
      )}
      {value.length > longestShown && '…'}
    </span>
  )
}

function SecretState({ value }: { readonly value: string | null }) {
  if (value === null) return <span className={classes.secret}>•••••• stored</span>
  return value === '' ? <Faint>No secret yet</Faint> : <span className={classes.secret}>•••••• typed</span>
}

function Note({ line: { row, origin } }: { readonly line: GridRow }) {
  return (
    <span className={classes.note}>
      {origin !== null && <span className={classes.origin}>{origin.name}</span>}
      {row.prompt !== null && (
        <span className={classes.prompt} title="Whoever deploys is asked for it.">
          <Icon name="question-circle" size={13} />
          Prompt
        </span>
      )}
      <span className={classes.description} title={row.description}>
        {row.description}
      </span>
    </span>
  )
}
