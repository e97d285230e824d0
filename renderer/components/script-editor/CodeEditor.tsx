import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab, temporarilySetTabFocusMode } from '@codemirror/commands'
import { python } from '@codemirror/lang-python'
import { bracketMatching, indentOnInput, indentUnit, StreamLanguage } from '@codemirror/language'
import { powerShell } from '@codemirror/legacy-modes/mode/powershell'
import { shell } from '@codemirror/legacy-modes/mode/shell'
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search'
import { Annotation, Compartment, EditorState, type Extension } from '@codemirror/state'
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
  // Alt+Up and Alt+Down move steps, as everywhere on the screen; Ctrl/Cmd+K is the palette's.
  ...defaultKeymap.filter(binding => !/^(Alt-Arrow(Up|Down)|Mod-k|Ctrl-k)$/.test(binding.key ?? binding.mac ?? '')),
  { key: 'Escape', run: temporarilySetTabFocusMode },
  indentWithTab
])

const always: Extension = [
  lineNumbers(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
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

/** An editor that others undo for lets the keys pass. */
const historyOf = (isOwn: boolean): Extension => (isOwn ? [history(), keymap.of(historyKeymap)] : [])

/** Marks what was not typed here. */
const fromOutside = Annotation.define<boolean>()

/** Puts another text in, changing only what differs, so that the cursor stays or goes to where it changed. */
function replaceText(editor: EditorView, value: string): void {
  // As the editor counts lines; else a text from elsewhere would be changed by looking at it.
  const text = value.replace(/\r\n?/g, '\n')
  const old = editor.state.doc.toString()
  if (old === text) return
  const most = Math.min(old.length, text.length)
  let start = 0
  while (start < most && old[start] === text[start]) start++
  let end = 0
  while (end < most - start && old[old.length - 1 - end] === text[text.length - 1 - end]) end++
  const insert = text.slice(start, text.length - end)
  editor.dispatch({
    changes: { from: start, to: old.length - end, insert },
    annotations: fromOutside.of(true),
    ...(editor.hasFocus ? { selection: { anchor: start + insert.length }, scrollIntoView: true } : {})
  })
}

/** The editor itself. Loaded on demand by ScriptEditor. */
export function CodeEditor({ value, syntax, variables, label, hasOwnHistory = true, onChange }: ScriptEditorProps) {
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
        historyOf(hasOwnHistory),
        parts.current.of(syntaxParts(syntax, variables)),
        EditorView.contentAttributes.of({ 'aria-label': label }),
        EditorView.updateListener.of(update => {
          const isTyped = update.transactions.some(change => change.docChanged && !change.annotation(fromOutside))
          if (isTyped) latest.current(update.state.doc.toString())
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
    if (view.current) replaceText(view.current, value)
  }, [value])
  return <div ref={host} data-testid="script" style={{ height: '100%' }} />
}
