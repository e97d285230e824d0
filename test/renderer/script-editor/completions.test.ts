import { readFileSync } from 'node:fs'
import { CompletionContext } from '@codemirror/autocomplete'
import { EditorState, type TransactionSpec } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'
import { type ScriptSyntax, scriptSyntaxes } from '@shared/model/process'
import { describe, expect, it } from 'vitest'
import { completeScript, insertVariable } from '../../../renderer/components/script-editor/completions'
import { helperFunctions } from '../../../renderer/components/script-editor/helpers'

/** What is offered where `|` stands in the text. */
function offered(text: string, syntax: ScriptSyntax = 'bash', isExplicit = false) {
  const at = text.indexOf('|')
  const state = EditorState.create({ doc: text.replace('|', '') })
  const result = completeScript(['Db.Host', 'Db.Port'], syntax)(new CompletionContext(state, at, isExplicit))
  return result && { from: result.from, labels: result.options.map(item => item.label) }
}

/** The text, with `|` at the cursor, after a variable was chosen where `|` stands. */
function chosen(text: string, from: number, label: string): string {
  const at = text.indexOf('|')
  let state = EditorState.create({ doc: text.replace('|', ''), selection: { anchor: at } })
  const dispatch = (...specs: TransactionSpec[]) => {
    state = state.update(...specs).state
  }
  insertVariable({ state, dispatch } as Pick<EditorView, 'state' | 'dispatch'>, { label }, from, at)
  const { head } = state.selection.main
  return `${state.sliceDoc(0, head)}|${state.sliceDoc(head)}`
}

describe('completions in a script', () => {
  it('offer variables after #{', () => {
    expect([offered('echo #{Db|'), offered('echo #{|}')]).toEqual([
      { from: 7, labels: ['Db.Host', 'Db.Port'] },
      { from: 7, labels: ['Db.Host', 'Db.Port'] }
    ])
  })

  it('close the brace, and go on behind one that is there already', () => {
    expect([chosen('echo #{D|', 7, 'Db.Host'), chosen('echo #{D|} x', 7, 'Db.Host')]).toEqual([
      'echo #{Db.Host}|',
      'echo #{Db.Host}| x'
    ])
  })

  it('offer the functions of the syntax by their first letters', () => {
    expect(offered('set_|')?.labels).toContain('set_octopusvariable')
    expect(offered('Set|', 'powershell')?.labels).toContain('Set-OctopusVariable')
  })

  it('stay away between words unless they are asked for', () => {
    expect([offered('echo |'), offered('echo |', 'bash', true)?.labels.length]).toEqual([
      null,
      helperFunctions('bash').length
    ])
  })
})

describe('the functions that are offered', () => {
  const files: Readonly<Record<ScriptSyntax, string>> = {
    bash: 'resources/bootstrap/bash/bootstrap.sh',
    python: 'resources/bootstrap/python/bootstrap.py',
    powershell: 'resources/bootstrap/powershell/bootstrap.ps1'
  }

  it.each(scriptSyntaxes)('exist in every %s script', syntax => {
    const bootstrap = readFileSync(files[syntax], 'utf8')
    const defined = helperFunctions(syntax).filter(({ name }) =>
      new RegExp(`^(def |function )?${name} ?\\(`, 'm').test(bootstrap)
    )
    expect(defined).toEqual(helperFunctions(syntax))
  })
})
