import { Button } from '@mantine/core'
import { assertNever } from '@shared/result'
import type { Finding } from '@shared/variables/lint'
import { type Labels, scopeLabel } from '@shared/variables/scope-words'
import type { TieFix } from '@shared/variables/ties'
import { memo, useMemo, useState } from 'react'
import { Link } from 'wouter'
import { Icon } from '../../../components/Icon'
import { plural } from '../../../lib/plural'
import type { DraftCommand } from '../draft/draft'
import type { DraftRow, RowKey } from '../draft/draft-row'
import { type Findings, findingRemedy, findingSentence, rowsOf, severities } from '../draft/findings'
import { severityIcons } from '../grid/CellContent'
import { ScopeChips } from '../grid/ScopeChips'
import type { Owner } from '../use-surroundings'
import { Panel } from './Panel'
import classes from './Panel.module.css'

interface FindingContext {
  readonly rows: readonly DraftRow[]
  readonly labels: Labels
  readonly owner: Owner
  readonly run: (command: DraftCommand) => void
  readonly onShowRow: (key: RowKey) => void
}

interface ProblemsPanelProps extends FindingContext {
  readonly findings: Findings
  readonly isChecking: boolean
  /** The row whose findings stand first: its mark was pressed. */
  readonly first: RowKey | null
  readonly onClose: () => void
}

const shownAtOnce = 40

/** What lint found, what to do about it, and the buttons that do it. */
export const ProblemsPanel = memo(function ProblemsPanel(props: ProblemsPanelProps) {
  const { findings, isChecking, first, onClose, ...context } = props
  const [limit, setLimit] = useState(shownAtOnce)
  const ordered = useMemo(() => {
    const own = first === null ? [] : (findings.byRow.get(first) ?? [])
    return [...own, ...findings.all.filter(finding => !own.includes(finding))]
  }, [findings, first])
  return (
    <Panel title="Findings" onClose={onClose}>
      <div className={classes.scroll}>
        {isChecking && ordered.length === 0 && <p className={classes.state}>Checking…</p>}
        {ordered.length === 0 && !isChecking && (
          <p className={classes.nothing}>
            Nothing to mend: every name is decided everywhere, every reference is defined, and nothing looks like a
            secret that everybody can read.
          </p>
        )}
        <ul className={classes.list} aria-label="Findings">
          {ordered.slice(0, limit).map(finding => (
            <li key={keyOf(finding)} className={classes.item}>
              <FindingCard finding={finding} {...context} />
            </li>
          ))}
        </ul>
        {ordered.length > limit && (
          <div className={classes.nothing}>
            <Button size="compact-sm" variant="default" onClick={() => setLimit(limit + shownAtOnce)}>
              Show more of {plural(ordered.length - limit, 'further finding')}
            </Button>
          </div>
        )}
      </div>
    </Panel>
  )
})

const keyOf = (finding: Finding): string => {
  const place = finding.kind === 'undefined' && finding.in.kind === 'step' ? finding.in.stepId : ''
  const name = 'name' in finding ? finding.name : ''
  return [finding.kind, rowsOf(finding).join(), name, place].join(' ')
}

interface FindingProps extends FindingContext {
  readonly finding: Finding
}

function FindingCard(props: FindingProps) {
  const { finding, labels, owner, onShowRow } = props
  const severity = severities[finding.kind]
  const [row] = rowsOf(finding)
  return (
    <>
      <div className={classes.head2}>
        <span className={classes.icon} data-severity={severity}>
          <Icon name={severityIcons[severity]} size={15} label={severity} />
        </span>
        <div className={classes.sentence}>
          <p>{findingSentence(finding, labels)}</p>
          <p className={classes.remedy}>{findingRemedy(finding)}</p>
        </div>
      </div>
      {finding.kind === 'tied' && <TiedRows {...props} tie={finding.tie} />}
      <div className={classes.buttons}>
        {finding.kind !== 'tied' && row !== undefined && <Act label="Show the row" onClick={() => onShowRow(row)} />}
        {finding.kind === 'undefined' && finding.in.kind === 'step' && owner.kind === 'project' && (
          <Link href={`/projects/${owner.id}/process`}>Open the process</Link>
        )}
        <Mend {...props} />
      </div>
    </>
  )
}

const Act = ({ label, onClick }: { readonly label: string; readonly onClick: () => void }) => (
  <Button size="compact-xs" variant="default" onClick={onClick}>
    {label}
  </Button>
)

interface TiedRowsProps extends FindingContext {
  readonly tie: Extract<Finding, { kind: 'tied' }>['tie']
}

function TiedRows({ rows, labels, tie, onShowRow }: TiedRowsProps) {
  return (
    <ul className={classes.tied}>
      {tie.rows.map(({ id, scope }) => {
        const row = rows.find(({ key }) => key === id)
        return (
          <li key={id}>
            <Act label={`Row ${rowNumber(rows, id)}`} onClick={() => onShowRow(id)} />
            <code className={classes.code}>{row?.type === 'text' ? row.value : '••••••'}</code>
            <ScopeChips scope={scope} labels={labels} />
          </li>
        )
      })}
    </ul>
  )
}

const rowNumber = (rows: readonly DraftRow[], key: RowKey): number => rows.findIndex(row => row.key === key) + 1

/** One button for each way to mend a finding. */
function Mend({ finding, run, rows, labels }: FindingProps) {
  switch (finding.kind) {
    case 'tied':
      return finding.tie.fixes.map(fix => (
        <Act
          key={`${fix.kind} ${fix.rowId} ${fix.kind === 'narrow' ? fix.dimension : ''}`}
          label={fixWords(rows, labels, fix)}
          onClick={() => run({ kind: 'fix', fix })}
        />
      ))
    case 'plain-secret':
      return (
        <Act
          label="Make it sensitive"
          onClick={() => run({ kind: 'change', keys: [finding.rowId], change: { type: 'sensitive' } })}
        />
      )
    case 'undefined':
      return (
        <Act
          label={`Define “${finding.name}”`}
          onClick={() => run({ kind: 'insert', after: null, rows: [{ name: finding.name }] })}
        />
      )
    case 'shadowed':
    case 'unused':
      return <Act label="Remove the row" onClick={() => run({ kind: 'remove', keys: [finding.rowId] })} />
    case 'cyclic':
    case 'unasked':
      return null
    default:
      return assertNever(finding)
  }
}

/** `Take Test out of row 3`. */
function fixWords(rows: readonly DraftRow[], labels: Labels, fix: TieFix): string {
  const number = rowNumber(rows, fix.rowId)
  if (fix.kind === 'remove') return `Remove row ${number}`
  const row = rows.find(({ key }) => key === fix.rowId)
  const kept = new Set<string>(fix.scope[fix.dimension] ?? [])
  const taken = (row?.scope[fix.dimension] ?? [])
    .filter(value => !kept.has(value))
    .map(value => scopeLabel(fix.dimension, value, labels))
  return `Take ${taken.join(', ')} out of row ${number}`
}
