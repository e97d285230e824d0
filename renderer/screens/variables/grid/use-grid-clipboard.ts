import { type ClipboardEvent, type KeyboardEvent, type RefObject, useRef } from 'react'
import { isMod } from '../../../lib/keys'
import type { Cursor } from '../draft/draft-state'
import type { GridHost } from './grid-host'
import type { GridRow } from './grid-row'

export interface GridClipboard {
  readonly field: RefObject<HTMLTextAreaElement | null>
  /** Before the browser copies or pastes: it does so only in a field. */
  readonly prepare: (event: KeyboardEvent) => void
  readonly onCopy: (event: ClipboardEvent) => void
  readonly onPaste: (event: ClipboardEvent) => void
}

/**
 * Copying and pasting of cells. Browsers have these for fields and texts only, so for the moment of the key the focus
 * is in a field that nobody sees.
 */
export function useGridClipboard(host: GridHost, current: Cursor | null, focus: () => void): GridClipboard {
  const field = useRef<HTMLTextAreaElement>(null)
  return {
    field,
    prepare: event => {
      const key = event.key.toLowerCase()
      if (!isMod(event.nativeEvent) || (key !== 'c' && key !== 'v') || field.current === null) return
      field.current.value = key === 'c' ? host.copyText() : ''
      field.current.select()
      // Where neither event comes, as with an empty clipboard, the key's end brings the focus back.
      window.addEventListener('keyup', () => document.activeElement === field.current && focus(), { once: true })
    },
    onCopy: event => {
      if (event.target !== field.current) return
      event.preventDefault()
      event.clipboardData.setData('text/plain', host.copyText())
      focus()
    },
    onPaste: event => {
      if (event.target !== field.current) return
      event.preventDefault()
      const text = event.clipboardData.getData('text/plain')
      focus()
      if (text !== '') paste(text, host, current)
    }
  }
}

/** One word goes into the cell; everything that could be several variables is looked through first. */
function paste(text: string, host: GridHost, current: Cursor | null): void {
  const line = host.rows.find(({ key }) => key === current?.key)
  const column = current?.column
  const isName = column === 'name' && !/[\t\n\r=]/.test(text.trim())
  const isValue = column === 'value' && line !== undefined && isTyped(line) && !/[\t\n\r]/.test(text.trim())
  if (line?.origin === null && (isName || isValue)) {
    const change = { [column]: text.trim() }
    host.dispatch({ kind: 'do', command: { kind: 'change', keys: [line.key], change } })
  } else host.onRequest({ kind: 'paste', text })
}

const isTyped = ({ row }: GridRow): boolean => row.type === 'text' || row.type === 'sensitive'
