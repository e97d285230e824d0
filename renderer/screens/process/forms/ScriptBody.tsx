import { SegmentedControl } from '@mantine/core'
import type { ScriptSyntax } from '@shared/model/process'
import { ScriptEditor } from '../../../components/script-editor/ScriptEditor'
import classes from './forms.module.css'

/** The languages of scripts, to choose from. */
export const syntaxChoices: readonly { readonly value: ScriptSyntax; readonly label: string }[] = [
  { value: 'bash', label: 'Bash' },
  { value: 'python', label: 'Python 3' },
  { value: 'powershell', label: 'PowerShell' }
]

export interface ScriptBodyProps {
  /** Names the editor: `Script`, `PreDeploy script`. */
  readonly label: string
  readonly syntax: ScriptSyntax
  readonly body: string
  readonly variables: readonly string[]
  readonly error: string | null
  readonly onSyntax: (syntax: ScriptSyntax) => void
  readonly onBody: (body: string) => void
}

/** A script with its language. */
export function ScriptBody({ label, syntax, body, variables, error, onSyntax, onBody }: ScriptBodyProps) {
  return (
    <>
      <div className={classes.scriptHead}>
        <SegmentedControl
          aria-label={label === 'Script' ? 'Syntax' : `Syntax of the ${label}`}
          data={[...syntaxChoices]}
          value={syntax}
          onChange={next => onSyntax(next as ScriptSyntax)}
        />
        <span className={classes.hint}>
          <code>{'#{Name}'}</code> is replaced before it runs · Esc, then Tab leaves the editor
        </span>
      </div>
      <div className={classes.script}>
        <ScriptEditor
          value={body}
          syntax={syntax}
          variables={variables}
          label={label}
          hasError={error !== null}
          hasOwnHistory={false}
          onChange={onBody}
        />
      </div>
      {error && (
        <p className={classes.error} role="alert">
          {error}
        </p>
      )}
    </>
  )
}
