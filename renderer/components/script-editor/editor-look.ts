import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

const frame = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--script-ground)', color: 'var(--sw-text)', fontSize: '12.5px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', lineHeight: '20px' },
  '.cm-content': { caretColor: 'var(--sw-accent)', padding: '8px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--sw-accent)', borderLeftWidth: '2px' },
  '.cm-gutters': {
    border: 'none',
    backgroundColor: 'var(--script-ground)',
    color: 'var(--sw-muted)'
  },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '40px', padding: '0 10px 0 8px' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--sw-hover)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--sw-focus) 28%, transparent)'
  },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--sw-accent-soft)',
    outline: '1px solid var(--sw-accent)'
  },
  '.cm-placeholder': { color: 'var(--mantine-color-placeholder)' },
  '.cm-variable': { color: 'var(--sw-accent)', fontWeight: '600' },
  '.cm-variable *': { color: 'inherit', fontStyle: 'normal' },
  '.cm-panels': {
    borderColor: 'var(--sw-border) !important',
    backgroundColor: 'var(--sw-raised)',
    color: 'var(--sw-text)'
  },
  '.cm-panel.cm-search': { padding: '6px 28px 6px 8px', fontFamily: 'var(--mantine-font-family)', fontSize: '12px' },
  '.cm-panel.cm-search label': { display: 'inline-flex', alignItems: 'center', gap: '4px', fontSize: '12px' },
  '.cm-panel.cm-search [name=close]': { padding: '4px 8px', fontSize: '16px' },
  '.cm-textfield': {
    fontSize: '12px',
    padding: '3px 6px',
    border: '1px solid var(--mantine-color-default-border)',
    borderRadius: '5px',
    backgroundColor: 'var(--sw-surface)',
    color: 'inherit'
  },
  '.cm-button': {
    fontSize: '12px',
    padding: '3px 8px',
    border: '1px solid var(--mantine-color-default-border)',
    borderRadius: '5px',
    backgroundColor: 'var(--sw-surface)',
    backgroundImage: 'none',
    color: 'inherit'
  },
  '.cm-searchMatch': { backgroundColor: 'var(--sw-warn-soft)', outline: '1px solid var(--sw-warn-border)' },
  '.cm-tooltip': {
    border: '1px solid var(--sw-border)',
    borderRadius: '7px',
    backgroundColor: 'var(--sw-raised)',
    boxShadow: 'var(--sw-shadow-float)',
    overflow: 'hidden'
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '12px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 8px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--sw-selected)',
    color: 'var(--sw-text)'
  },
  '.cm-completionMatchedText': { color: 'var(--sw-accent)', textDecoration: 'none', fontWeight: '600' },
  '.cm-completionDetail': { color: 'var(--sw-muted)', fontStyle: 'normal' },
  '.cm-completionInfo': { maxWidth: '260px', padding: '6px 10px', fontSize: '12px' }
})

const colours = HighlightStyle.define([
  { tag: [tags.comment, tags.meta], color: 'var(--sw-muted)', fontStyle: 'italic' },
  { tag: [tags.keyword, tags.controlKeyword, tags.operatorKeyword], color: 'var(--script-keyword)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--script-string)' },
  { tag: [tags.number, tags.bool, tags.atom, tags.null], color: 'var(--script-number)' },
  { tag: [tags.definition(tags.variableName), tags.variableName], color: 'var(--script-name)' },
  { tag: [tags.function(tags.variableName), tags.standard(tags.name), tags.typeName], color: 'var(--sw-live)' }
])

/** The editor in Slipway's colours, which follow the theme by themselves. */
export const editorLook: Extension = [frame, syntaxHighlighting(colours)]
