import { assertNever } from '@shared/result'
import type { ImportedRow, ImportFormat, ImportReading } from './import-row'
import { readEnv } from './read-env'
import { hasHeadings, readTable } from './read-table'
import { readJson, readYaml } from './read-tree'

/** What a text most likely is. */
export function detectFormat(text: string): ImportFormat {
  const trimmed = text.replace(/^\uFEFF/, '').trim()
  if (/^[[{]/.test(trimmed)) return 'json'
  const lines = trimmed.split('\n').filter(line => line.trim() !== '' && !line.trim().startsWith('#'))
  const [first = ''] = lines
  if (first.includes('\t') || hasHeadings(first)) return 'table'
  const share = (pattern: RegExp) => lines.filter(line => pattern.test(line)).length / Math.max(1, lines.length)
  if (/^\s*(export\s+)?[\w.:-]+\s*=/.test(first) && share(/^\s*(export\s+)?[\w.:-]+\s*=/) > 0.3) return 'env'
  if (/^---/.test(first) || /^(['"]?)[^,;]+\1:(\s|$)/.test(first)) return 'yaml'
  return 'table'
}

/** Reads variables out of a text from elsewhere. */
export function readImport(text: string, format: ImportFormat = detectFormat(text)): ImportReading {
  try {
    return { format, rows: readers[format](text), failure: null }
  } catch (error) {
    return { format, rows: [], failure: failureOf(format, error) }
  }
}

const readers: Readonly<Record<ImportFormat, (text: string) => readonly ImportedRow[]>> = {
  table: readTable,
  env: readEnv,
  json: readJson,
  yaml: readYaml
}

function failureOf(format: ImportFormat, error: unknown): string {
  const reason = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : ''
  switch (format) {
    case 'json':
      return `This is not JSON: ${reason}`
    case 'yaml':
      return `This is not YAML: ${reason}`
    case 'table':
    case 'env':
      return `This cannot be read: ${reason}`
    default:
      return assertNever(format)
  }
}
