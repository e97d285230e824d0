import { Button } from '@mantine/core'
import type { Finding } from '@shared/variables/lint'
import { scopeLabel } from '@shared/variables/scope-words'
import type { TieFix } from '@shared/variables/ties'
import { useMemo } from 'react'
import { Link } from 'wouter'
import { Icon } from '../../../components/Icon'
import { plural } from '../../../lib/plural'
import type { RowKey } from '../draft/draft-row'
import { findingRemedy, findingSentence, rowsOf, severities } from '../draft/findings'
import type { EditorModel } from '../editor-model'
import { severityIcons } from '../grid/CellContent'
import { ScopeChips } from '../grid/ScopeChips'
import { Panel } from './Panel'
import classes from './Panel.module.css'

interface ProblemsPanelProps {
  readonly model: EditorModel
  readonly onClose: () => void
  readonly onShowRow: (key: RowKey) => void
}

/** More than this is not read from top to bottom: the filter of the table shows the rows. */
const mostShown = 150

/** What lint found, what to do about it, and the buttons that do it. */
export function ProblemsPanel({ model, onClose, onShowRow }: ProblemsPanelProps) {
  const { findings, draft } = model
  const key = draft.state.cursor?.key
  // Those of the current row stand first: that is what the mark in its row was pressed for.
  const ordered = useMemo(() => {
    const own = key === undefined ? [] : (findings.byRow.get(key) ?? [])
    return [...own, ...findings.all.filter(finding => !own.includes(finding))]
  }, [findings, key])
  return (
    <Panel title="Findings" onClose={onClose}>
      <div className={classes.scroll}>
        {model.isChecking && <p className={classes.state}>Checking…</p>}
        {ordered.length === 0 && !model.isChecking && (
          <p className={classes.nothing}>
            Nothing to mend: every name is decided everywhere, every reference is defined, and nothing looks like a
            secret that everybody can read.
          </p>
        )}
        <ul className={classes.list}>
          {ordered.slice(0, mostShown).map(finding => (
            <li key={keyOf(finding)} className={classes.item}>
              <FindingCard model={model} finding={finding} onShowRow={onShowRow} />
            </li>
          ))}
        </ul>
        {ordered.length > mostShown && (
          <p className={classes.nothing}>
            And {plural(ordered.length - mostShown, 'more finding')}. Filter the table by findings to see their rows.
          </p>
        )}
      </div>
    </Panel>
  )
}

const keyOf = (finding: Finding): string =>
  `${finding.kind} ${rowsOf(finding).join()} ${'name' in finding ? finding.name : ''} ${finding.kind === 'undefined' && finding.in.kind === 'step' ? finding.in.stepId : ''}`

interface FindingCardProps {
  readonly model: EditorModel
  readonly finding: Finding
  readonly onShowRow: (key: RowKey) => void
}

function FindingCard({ model, finding, onShowRow }: FindingCardProps) {
  const { around, owner } = model
  const severity = severities[finding.kind]
  const [row] = rowsOf(finding)
  return (
    <>
      <div className={classes.head2}>
        <span className={classes.icon} data-severity={severity}>
          <Icon name={severityIcons[severity]} size={15} label={severity} />
        </span>
        <div className={classes.sentence}>
          <p>{findingSentence(finding, around.labels)}</p>
          <p className={classes.remedy}>{findingRemedy(finding)}</p>
        </div>
      </div>
      {finding.kind === 'tied' && <TiedRows model={model} finding={finding} onShowRow={onShowRow} />}
      <div className={classes.buttons}>
        {finding.kind !== 'tied' && row !== undefined && (
          <Button size="compact-xs" variant="default" onClick={() => onShowRow(row)}>
            Show the row
          </Button>
        )}
        {finding.kind === 'undefined' && finding.in.kind === 'step' && owner.kind === 'project' && (
          <Link href={`/projects/${owner.id}/process`}>Open the process</Link>
        )}
        <Mend model={model} finding={finding} />
      </div>
    </>
  )
}

function TiedRows({
  model,
  finding,
  onShowRow
}: FindingCardProps & { readonly finding: Extract<Finding, { kind: 'tied' }> }) {
  const rows = model.draft.state.draft.rows
  return (
    <ul className={classes.tied}>
      {finding.tie.rows.map(({ id, scope }) => {
        const row = rows.find(({ key }) => key === id)
        const shown = row?.type === 'text' ? row.value : '••••••'
        return (
          <li key={id}>
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => onShowRow(id)}
              aria-label={`Show row ${rowNumber(model, id)}`}
            >
              Row {rowNumber(model, id)}
            </Button>
            <code className={classes.code}>{shown}</code>
            <ScopeChips scope={scope} labels={model.around.labels} />
          </li>
        )
      })}
    </ul>
  )
}

const rowNumber = (model: EditorModel, key: string): number =>
  model.draft.state.draft.rows.findIndex(row => row.key === key) + 1

/** One button for each way to mend a finding. */
function Mend({ model, finding }: Pick<FindingCardProps, 'model' | 'finding'>) {
  const { run } = model
  switch (finding.kind) {
    case 'tied':
      return finding.tie.fixes.map(fix => (
        <Button
          key={`${fix.kind} ${fix.rowId} ${fix.kind === 'narrow' ? fix.dimension : ''}`}
          size="compact-xs"
          variant="default"
          onClick={() => run({ kind: 'fix', fix })}
        >
          {fixWords(model, fix)}
        </Button>
      ))
    case 'plain-secret':
      return (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => run({ kind: 'change', keys: [finding.rowId], change: { type: 'sensitive' } })}
        >
          Make it sensitive
        </Button>
      )
    case 'undefined':
      return (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => run({ kind: 'insert', after: null, rows: [{ name: finding.name }] })}
        >
          Define “{finding.name}”
        </Button>
      )
    case 'shadowed':
    case 'unused':
      return (
        <Button size="compact-xs" variant="default" onClick={() => run({ kind: 'remove', keys: [finding.rowId] })}>
          Remove the row
        </Button>
      )
    case 'cyclic':
      return null
  }
}

/** `Take Test out of row 3`. */
function fixWords(model: EditorModel, fix: TieFix): string {
  const number = rowNumber(model, fix.rowId)
  if (fix.kind === 'remove') return `Remove row ${number}`
  const row = model.draft.state.draft.rows.find(({ key }) => key === fix.rowId)
  const kept = new Set<string>(fix.scope[fix.dimension] ?? [])
  const taken = (row?.scope[fix.dimension] ?? [])
    .filter(value => !kept.has(value))
    .map(value => scopeLabel(fix.dimension, value, model.around.labels))
  return `Take ${taken.join(', ')} out of row ${number}`
}
