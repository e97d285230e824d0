import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab, temporarilySetTabFocusMode } from '@codemirror/commands'
import { python } from '@codemirror/lang-python'
import { bracketMatching, indentOnInput, indentUnit, StreamLanguage } from '@codemirror/language'
import { powerShell } from '@codemirror/legacy-modes/mode/powershell'
import { shell } from '@codemirror/legacy-modes/mode/shell'
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search'
import { Compartment, EditorState, type Extension } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  placeholder
} from '@codemirror/view'
import type { ScriptSyntax } from '@shared/model/process'
import { useEffect, useRef } from 'react'
import { completeScript } from './completions'
import { editorLook } from './editor-look'
import type { ScriptEditorProps } from './ScriptEditor'
import { variableMarks } from './variable-marks'

const languages: Readonly<Record<ScriptSyntax, () => Extension>> = {
  bash: () => [StreamLanguage.define(shell), indentUnit.of('  ')],
  python: () => [python(), indentUnit.of('    ')],
  powershell: () => [StreamLanguage.define(powerShell), indentUnit.of('    ')]
}

/** Styles that the editor adds at run time are let through by the page's nonce. */
function nonce(): Extension {
  const value = document.querySelector('meta[property=csp-nonce]')?.getAttribute('content')
  return value ? EditorView.cspNonce.of(value) : []
}

/** Escape passes to the editor's own panels first; then the next Tab leaves the editor instead of indenting. */
const keys = keymap.of([
  ...closeBracketsKeymap,
  ...completionKeymap,
  ...searchKeymap.filter(binding => binding.key !== 'Mod-k'),
  ...historyKeymap,
  // Alt+Up and Alt+Down move steps, as everywhere on the screen; Ctrl/Cmd+K is the palette's.
  ...defaultKeymap.filter(binding => !/^(Alt-Arrow(Up|Down)|Mod-k|Ctrl-k)$/.test(binding.key ?? binding.mac ?? '')),
  { key: 'Escape', run: temporarilySetTabFocusMode },
  indentWithTab
])

const always: Extension = [
  lineNumbers(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  history(),
  drawSelection(),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  highlightSelectionMatches(),
  EditorState.allowMultipleSelections.of(true),
  variableMarks,
  editorLook,
  keys,
  placeholder('echo "Hello, World!"')
]

const syntaxParts = (syntax: ScriptSyntax, variables: readonly string[]): Extension => [
  languages[syntax](),
  autocompletion({ override: [completeScript(variables, syntax)], icons: false })
]

/** The editor itself. Loaded on demand by ScriptEditor. */
export function CodeEditor({ value, syntax, variables, label, onChange }: ScriptEditorProps) {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const latest = useRef(onChange)
  latest.current = onChange
  const parts = useRef(new Compartment())
  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor lives as long as its place; changes come below
  useEffect(() => {
    if (!host.current) return
    const editor = new EditorView({
      parent: host.current,
      doc: value,
      extensions: [
        nonce(),
        always,
        parts.current.of(syntaxParts(syntax, variables)),
        EditorView.contentAttributes.of({ 'aria-label': label }),
        EditorView.updateListener.of(update => {
          if (update.docChanged) latest.current(update.state.doc.toString())
        })
      ]
    })
    view.current = editor
    return () => {
      editor.destroy()
      view.current = null
    }
  }, [label])
  useEffect(() => {
    view.current?.dispatch({ effects: parts.current.reconfigure(syntaxParts(syntax, variables)) })
  }, [syntax, variables])
  useEffect(() => {
    const editor = view.current
    if (!editor || editor.state.doc.toString() === value) return
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } })
  }, [value])
  return <div ref={host} data-testid="script" style={{ height: '100%' }} />
}
