import type { DeploymentSummary } from '@shared/deployment'
import type { Environment } from '@shared/model/environment'
import type { KeyboardEvent, ReactNode } from 'react'
import { Link } from 'wouter'
import { EnvironmentChip } from './EnvironmentChip'
import classes from './EnvironmentMatrix.module.css'
import { Icon } from './Icon'
import { StateBadge, stateOf } from './StateBadge'
import { TimeAgo } from './TimeAgo'

export interface EnvironmentMatrixProps<Row> {
  readonly label: string
  readonly rowHeader: string
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
  /** The row's name, for the labels of its buttons. */
  readonly rowName: (row: Row) => string
  readonly renderRow: (row: Row) => ReactNode
  readonly environments: readonly Environment[]
  readonly cell: (row: Row, environment: Environment) => DeploymentSummary | undefined
  /** What a cell says above its state: the version on the dashboard, nothing where the row is the version. */
  readonly withVersion: boolean
  readonly onDeploy?: (row: Row, environment: Environment) => void
  /** Whether a row has something that can be deployed; absent: every row has. */
  readonly canDeploy?: (row: Row) => boolean
}

// Pixels; below these the table scrolls sideways.
const rowHeaderWidth = 200
const cellWidth = 148

/** Rows × environments; each cell leads to the deployment that it shows, or offers to deploy. */
export function EnvironmentMatrix<Row>(props: EnvironmentMatrixProps<Row>) {
  return (
    <div className={classes.scroll}>
      <table
        className={classes.matrix}
        style={{ minWidth: rowHeaderWidth + cellWidth * props.environments.length }}
        aria-label={props.label}
        onKeyDown={walk}
      >
        <thead>
          <tr>
            <th scope="col">{props.rowHeader}</th>
            {props.environments.map(environment => (
              <th key={environment.id} scope="col">
                <EnvironmentChip {...environment} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map(row => (
            <tr key={props.rowKey(row)}>
              <th scope="row">{props.renderRow(row)}</th>
              {props.environments.map(environment => (
                <td key={environment.id} data-production={environment.isProduction}>
                  <Cell {...props} row={row} environment={environment} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Cell<Row>(props: EnvironmentMatrixProps<Row> & { readonly row: Row; readonly environment: Environment }) {
  const { row, environment, onDeploy } = props
  const summary = props.cell(row, environment)
  if (summary) return <DeploymentCell summary={summary} withVersion={props.withVersion} />
  if (!onDeploy || props.canDeploy?.(row) === false) return <span className={classes.none}>–</span>
  return (
    <button
      type="button"
      className={classes.deploy}
      onClick={() => onDeploy(row, environment)}
      aria-label={`Deploy ${props.rowName(row)} to ${environment.name}`}
    >
      <Icon name="deployment" size={13} />
      Deploy…
    </button>
  )
}

function DeploymentCell({
  summary,
  withVersion
}: {
  readonly summary: DeploymentSummary
  readonly withVersion: boolean
}) {
  const state = stateOf(summary)
  const isOpen = summary.finishedAt === null && state !== 'interrupted'
  return (
    <Link href={`/deployments/${summary.id}`} className={classes.cell ?? ''} title={summary.summary ?? undefined}>
      {withVersion && <span className={classes.version}>{summary.releaseVersion}</span>}
      <span className={classes.state}>
        <StateBadge
          state={state}
          {...(isOpen && summary.runsTotal > 0 ? { text: `${summary.runsDone} of ${summary.runsTotal}` } : {})}
          {...(state === 'warned' ? { text: 'Warnings' } : {})}
        />
      </span>
      <span className={classes.time}>
        <TimeAgo at={summary.finishedAt ?? summary.startedAt ?? summary.queuedAt} />
      </span>
    </Link>
  )
}

/** Arrow keys go from cell to cell, through whatever can be focused in them. */
function walk(event: KeyboardEvent<HTMLTableElement>): void {
  const cell = event.target instanceof Element ? event.target.closest<HTMLTableCellElement>('td, th') : null
  const row = cell?.parentElement
  if (!cell || !(row instanceof HTMLTableRowElement)) return
  const next = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[event.key]
  if (!next) return
  const [down = 0, right = 0] = next
  const rows = event.currentTarget.tBodies[0]?.rows
  const target = rows?.[row.sectionRowIndex + down]?.cells[cell.cellIndex + right]
  target?.querySelector<HTMLElement>('a, button')?.focus()
  event.preventDefault()
}
