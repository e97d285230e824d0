import { readFileSync } from 'node:fs'
import { CompletionContext } from '@codemirror/autocomplete'
import { EditorState } from '@codemirror/state'
import { type ScriptSyntax, scriptSyntaxes } from '@shared/model/process'
import { describe, expect, it } from 'vitest'
import { completeScript } from '../../../renderer/components/script-editor/completions'
import { helperFunctions } from '../../../renderer/components/script-editor/helpers'

/** What is offered where `|` stands in the text. */
function offered(text: string, syntax: ScriptSyntax = 'bash', isExplicit = false) {
  const at = text.indexOf('|')
  const state = EditorState.create({ doc: text.replace('|', '') })
  const result = completeScript(['Db.Host', 'Db.Port'], syntax)(new CompletionContext(state, at, isExplicit))
  return (
    result && { from: result.from, labels: result.options.map(item => item.label), applied: result.options[0]?.apply }
  )
}

describe('completions in a script', () => {
  it('offer variables after #{ and close the brace', () => {
    expect(offered('echo #{Db|')).toEqual({ from: 7, labels: ['Db.Host', 'Db.Port'], applied: 'Db.Host}' })
  })

  it('leave a brace alone that is there already', () => {
    expect(offered('echo #{|}')).toEqual({ from: 7, labels: ['Db.Host', 'Db.Port'], applied: 'Db.Host' })
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
