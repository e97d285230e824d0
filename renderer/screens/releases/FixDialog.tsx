import { notifications } from '@mantine/notifications'
import type { Output } from '@shared/api'
import type { LibrarySetView, VariableView } from '@shared/model/variable-set'
import { scopeOf } from '@shared/model/variable-set'
import type { Tie, TieFix } from '@shared/variables/ties'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { rowLook } from '../../components/explain/row-look'
import { ScopeChips } from '../../components/explain/ScopeChips'
import { fixWords } from '../../components/explain/tie-words'
import { ValueText } from '../../components/explain/ValueText'
import { plural } from '../../lib/plural'
import classes from './NewRelease.module.css'
import { useTieFix } from './use-tie-fix'
import type { VariableNames } from './use-variable-names'

interface FixDialogProps {
  readonly tie: Tie
  readonly fix: TieFix
  /** The row that it changes; null when it is not known any more. */
  readonly row: VariableView | null
  readonly variables: Output<'variables.get'>
  readonly library: readonly LibrarySetView[]
  readonly names: VariableNames
  readonly onClose: () => void
}

/** The last look before a fix is saved: what changes, whom it touches, and how it is undone. */
export function FixDialog({ tie, fix, row, variables, library, names, onClose }: FixDialogProps) {
  const { origin } = tie
  const set = origin.kind === 'library' ? (library.find(({ id }) => id === origin.id) ?? null) : null
  const fixer = useTieFix(tie, fix, variables, set)
  const apply = async () => {
    if (!(await fixer.run())) return
    onClose()
    notifications.show({ message: `${fixWords(tie, fix, names.labels)} You can change it back under Variables.` })
  }
  const isRemoval = fix.kind === 'remove'
  return (
    <ConfirmDialog
      title={isRemoval ? 'Remove this row?' : 'Narrow this row?'}
      confirmLabel={isRemoval ? 'Remove row' : 'Change scope'}
      isDangerous={isRemoval}
      isBusy={fixer.isBusy}
      failure={fixer.failure}
      onConfirm={() => void apply()}
      onCancel={onClose}
    >
      <p>{fixWords(tie, fix, names.labels)}</p>
      {row && (
        <p className={classes.fixed}>
          <ValueText look={rowLook(row, names.references)} />
          <ScopeChips scope={scopeOf(row)} labels={names.labels} />
        </p>
      )}
      {set && set.usedBy.length > 1 && (
        <p>
          “{set.name}” is included by {plural(set.usedBy.length, 'project')}, and all of them get the change.
        </p>
      )}
      <p className={classes.undo}>{undoWords(isRemoval, row)}</p>
    </ConfirmDialog>
  )
}

function undoWords(isRemoval: boolean, row: VariableView | null): string {
  if (isRemoval && row?.type === 'sensitive')
    return 'Its secret cannot be read back: to undo this, the row has to be typed again under Variables.'
  return isRemoval
    ? 'To undo this, add the row again under Variables. Releases that exist already are not changed.'
    : 'To undo this, choose the scope again under Variables. Releases that exist already are not changed.'
}
