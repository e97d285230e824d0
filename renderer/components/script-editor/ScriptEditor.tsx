import { Skeleton } from '@mantine/core'
import type { ScriptSyntax } from '@shared/model/process'
import { lazy, Suspense } from 'react'
import classes from './ScriptEditor.module.css'

export interface ScriptEditorProps {
  readonly value: string
  readonly syntax: ScriptSyntax
  /** Names of variables to offer after `#{`. */
  readonly variables: readonly string[]
  /** What the editor holds, for people who listen. Another label makes another editor, with a history of its own. */
  readonly label: string
  /** False where what is around the editor undoes and redoes, and brings back an older `value`. */
  readonly hasOwnHistory?: boolean
  readonly onChange: (value: string) => void
}

// The editor is as large as the rest of the window; other screens do without it.
const CodeEditor = lazy(async () => ({ default: (await import('./CodeEditor')).CodeEditor }))

/** A script with highlighting, search (Ctrl/Cmd+F) and completions. Tab indents; Esc, then Tab leaves. */
export function ScriptEditor(props: ScriptEditorProps & { readonly hasError: boolean }) {
  const { hasError, ...editor } = props
  return (
    <div className={classes.frame} data-error={hasError || undefined}>
      <Suspense fallback={<Skeleton height="100%" role="status" aria-label="Loading the editor" />}>
        <CodeEditor {...editor} />
      </Suspense>
    </div>
  )
}
