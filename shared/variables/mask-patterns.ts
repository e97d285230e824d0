import { quotedForms } from './mask-encodings'
import { isMaskable } from './maskability'

/**
 * The texts that would give a secret away: itself line by line, and how shells, JSON, URLs, markup, base64 and hex
 * would write each line and the whole. Nothing shorter than four characters.
 */
export function maskPatterns(secret: string): ReadonlySet<string> {
  const patterns = new Set<string>()
  const add = (text: string): void => {
    if (isMaskable(text)) patterns.add(text)
  }
  if (!isMaskable(secret)) return patterns
  const lines = secret.split(/\r\n|\n|\r/)
  for (const line of lines) {
    if (!isMaskable(line)) continue
    for (const text of [line, line.trim(), ...quotedForms(line), ...base64Forms(line)]) add(text)
  }
  if (lines.length > 1) {
    // Shells take the line breaks at the end away.
    for (const whole of new Set([secret, secret.replace(/[\r\n]+$/, '')]))
      for (const text of [...base64Forms(whole), ...quotedForms(whole)])
        for (const line of text.split(/[\r\n]+/)) add(line)
  }
  return patterns
}

/** As a part of any longer base64 text: by where it starts within three bytes, without the characters it shares. */
function base64Forms(text: string): readonly string[] {
  const bytes = new TextEncoder().encode(text)
  const whole = base64(bytes)
  const inside = [0, 1, 2].map(offset => {
    const padded = new Uint8Array(offset + bytes.length)
    padded.set(bytes, offset)
    return base64(padded).slice(Math.ceil((offset * 4) / 3), Math.floor(((offset + bytes.length) * 4) / 3))
  })
  const forms = [whole, ...inside]
  const urlSafe = forms.map(form => form.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''))
  return [...forms, ...urlSafe, ...wrapped(whole, 76), ...wrapped(whole, 64)]
}

/** The lines of a base64 text as tools break it; the last one is left to the longer forms when it says too little. */
function wrapped(text: string, width: number): readonly string[] {
  if (text.length <= width) return []
  const lines: string[] = []
  for (let at = 0; at < text.length; at += width) lines.push(text.slice(at, at + width))
  return lines.filter(line => line.length >= 8)
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

function base64(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const bits = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    const have = Math.min(3, bytes.length - i)
    for (let j = 0; j < 4; j++) text += j <= have ? alphabet[(bits >> (18 - 6 * j)) & 63] : '='
  }
  return text
}
