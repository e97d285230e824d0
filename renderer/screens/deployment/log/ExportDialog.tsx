import { Button, Modal, Radio, Stack } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { Input } from '@shared/api'
import type { DeploymentId } from '@shared/ids'
import type { LogFilter } from '@shared/log'
import type { ExportFormat, LogExport } from '@shared/log-calls'
import { useState } from 'react'
import { FailureAlert } from '../../../components/FailureAlert'
import { type LineSelection, selectedSpan } from '../../../components/log/line-selection'
import { plural } from '../../../lib/plural'
import { useReturnFocus } from '../../../lib/use-return-focus'
import { useCall } from '../../../stores/use-call'
import classes from './ExportDialog.module.css'
import { filterOfSelection } from './lines-text'

export interface ExportDialogProps {
  readonly deploymentId: DeploymentId
  readonly filter: LogFilter
  readonly selection: LineSelection | null
  readonly onClose: () => void
}

type ScopeName = 'all' | 'filter' | 'lines'

const formats: readonly { readonly format: ExportFormat; readonly label: string; readonly detail: string }[] = [
  { format: 'html', label: 'Page (.html)', detail: 'One file with matrix, log, search and replay, for any browser' },
  { format: 'txt', label: 'Text (.txt)', detail: 'A line for each line, with time, level, step and place' },
  { format: 'jsonl', label: 'JSON lines (.jsonl)', detail: 'For other programs' }
]

/** Saves the log, or a part of it, as a file. */
export function ExportDialog({ deploymentId, filter, selection, onClose }: ExportDialogProps) {
  useReturnFocus()
  const isNarrowed = filter.runs !== null || filter.levels !== null
  const [format, setFormat] = useState<ExportFormat>('html')
  const [scope, setScope] = useState<ScopeName>(selection ? 'lines' : 'all')
  const call = useCall('log.export')
  const save = async () => {
    const saved = await call.run({ deploymentId, format, scope: scopeOf(scope, filter, selection) })
    if (!saved.ok || saved.value === null) return
    notifications.show({ message: savedText(saved.value) })
    onClose()
  }
  return (
    <Modal opened onClose={onClose} title="Export the log" size={480} centered>
      <Stack gap="sm">
        <Radio.Group label="As" value={format} onChange={value => setFormat(value as ExportFormat)}>
          <div className={classes.choices}>
            {formats.map(item => (
              <Radio key={item.format} value={item.format} label={item.label} description={item.detail} />
            ))}
          </div>
        </Radio.Group>
        <Radio.Group label="Lines" value={scope} onChange={value => setScope(value as ScopeName)}>
          <div className={classes.choices}>
            <Radio value="all" label="The whole log" />
            <Radio value="filter" label="What the filter lets through" disabled={!isNarrowed} />
            <Radio value="lines" label="The marked lines" disabled={selection === null} />
          </div>
        </Radio.Group>
        <p className={classes.note}>
          The log was masked when it was written. It is looked through once more for the secrets of this deployment, as
          far as the vault is open.
        </p>
        {call.failure && <FailureAlert failure={call.failure} />}
        <div className={classes.actions}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button data-autofocus loading={call.isBusy} onClick={() => void save()}>
            Choose a place…
          </Button>
        </div>
      </Stack>
    </Modal>
  )
}

function scopeOf(scope: ScopeName, filter: LogFilter, selection: LineSelection | null): Input<'log.export'>['scope'] {
  if (scope === 'filter') return { kind: 'filter', filter }
  if (scope === 'all' || selection === null) return { kind: 'all' }
  return { kind: 'lines', ...selectedSpan(selection), filter: filterOfSelection(filter, selection) }
}

function savedText({ path, lines, masking }: LogExport): string {
  const found = masking.lines > 0 ? ` In ${plural(masking.lines, 'line')} a secret was masked only now.` : ''
  const missed =
    masking.unavailable > 0
      ? ` ${plural(masking.unavailable, 'secret')} could not be looked for, because the vault did not give them away.`
      : ''
  return `${lines.toLocaleString()} ${lines === 1 ? 'line was' : 'lines were'} saved to ${path}.${found}${missed}`
}
