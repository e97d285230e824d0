import { Button } from '@mantine/core'
import { useCallback } from 'react'
import { Link } from 'wouter'
import { Icon } from '../../../components/Icon'
import { plural } from '../../../lib/plural'
import type { RowKey } from '../draft/draft-row'
import { allSteps } from '../draft/steps-in'
import { findUsages, type Usages } from '../draft/usages'
import type { EditorModel } from '../editor-model'
import { useIdle } from '../use-idle'
import { Panel } from './Panel'
import classes from './Panel.module.css'

interface UsagesPanelProps {
  readonly model: EditorModel
  readonly name: string
  readonly onClose: () => void
  readonly onShowRow: (key: RowKey) => void
}

const nothing: Usages = { rows: [], steps: [] }

/** Where a variable is used: in other values, and in texts of steps, of runbooks too. */
export function UsagesPanel({ model, name, onClose, onShowRow }: UsagesPanelProps) {
  const { draft, around, owner } = model
  const { rows } = draft.state.draft
  const { steps, runbooks } = around
  const { value: usages, isOld } = useIdle(
    useCallback(() => findUsages(name, rows, allSteps({ steps, runbooks })), [name, rows, steps, runbooks]),
    nothing
  )
  const row = rows.find(item => item.name === name)
  const count = usages.rows.length + usages.steps.length
  return (
    <Panel title={`Usages of ${name}`} onClose={onClose}>
      <div className={classes.scroll}>
        {isOld && count === 0 && <p className={classes.state}>Looking…</p>}
        {!isOld && count === 0 && (
          <p className={classes.nothing}>
            No value{owner.kind === 'project' ? ' and no step' : ' of this set'} uses it.{' '}
            {owner.kind === 'project'
              ? 'Files on targets that have variables put in may still do.'
              : 'Projects that include the set may.'}
          </p>
        )}
        {usages.rows.length > 0 && <h3 className={classes.group}>{plural(usages.rows.length, 'value')}</h3>}
        {usages.rows.map(use => (
          <button key={use.key} type="button" className={classes.use} onClick={() => onShowRow(use.key)}>
            <span className={classes.useName}>{use.name}</span>
            <span className={classes.code}>{use.value.slice(0, 200)}</span>
          </button>
        ))}
        {usages.steps.length > 0 && <h3 className={classes.group}>{plural(usages.steps.length, 'step')}</h3>}
        {owner.kind === 'project' &&
          usages.steps.map(step => (
            <Link
              key={step.id}
              href={step.runbookId === null ? `/projects/${owner.id}/process` : `/runbooks/${step.runbookId}`}
              className={classes.use ?? ''}
            >
              <span className={classes.useName}>{step.name}</span>
              {step.lines.map(line => (
                <span key={line.number} className={classes.code}>
                  {line.number}: {line.text.slice(0, 160)}
                  <br />
                </span>
              ))}
            </Link>
          ))}
        {row !== undefined && (
          <div className={classes.buttons}>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<Icon name="edit" size={13} />}
              onClick={() => model.actions.setDialog({ kind: 'rename', key: row.key })}
            >
              Rename…
            </Button>
          </div>
        )}
      </div>
    </Panel>
  )
}
