import { mainJsonForms, mainQuotedForms, quotedForms } from './mask-encodings'
import { isMaskable } from './maskability'

/**
 * All forms of a text come to some fifty times its length. Of longer secrets, such as a whole file, only those are made
 * that such things are passed on in: as they are, base64, JSON and URLs.
 */
export const allFormsLimit = 8192

/** Of the lines of secrets beyond this length, which are very many, base64 and URLs are made for all of them together only. */
export const lineFormsLimit = 256 * 1024

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
  const quoted = secret.length > allFormsLimit ? mainQuotedForms : quotedForms
  const formsOf = (text: string) => [...base64Forms(text), ...quoted(text)]
  const lineForms = lines.length > 1 && secret.length > lineFormsLimit ? mainJsonForms : formsOf
  for (const line of lines) {
    if (!isMaskable(line)) continue
    add(line)
    add(line.trim())
    for (const text of lineForms(line)) add(text)
  }
  if (lines.length > 1) {
    // Shells take the line breaks at the end away.
    for (const whole of new Set([secret, secret.replace(/[\r\n]+$/, '')]))
      for (const text of formsOf(whole)) for (const line of text.split(/[\r\n]+/)) add(line)
  }
  return patterns
}

/** As a part of any longer base64 text: by where it starts within three bytes, without the characters it shares. */
function base64Forms(text: string): readonly string[] {
  const binary = binaryOf(text)
  const whole = btoa(binary)
  const inside = [0, 1, 2].map(offset =>
    btoa('\0'.repeat(offset) + binary).slice(
      Math.ceil((offset * 4) / 3),
      Math.floor(((offset + binary.length) * 4) / 3)
    )
  )
  const forms = [whole, ...inside]
  const urlSafe = forms.map(form => form.replaceAll(/[+/=]/g, sign => (sign === '+' ? '-' : sign === '/' ? '_' : '')))
  return [...forms, ...urlSafe, ...wrapped(whole, 76), ...wrapped(whole, 64)]
}

/** The lines of a base64 text as tools break it; the last one is left to the longer forms when it says too little. */
function wrapped(text: string, width: number): readonly string[] {
  if (text.length <= width) return []
  const lines: string[] = []
  for (let at = 0; at < text.length; at += width) lines.push(text.slice(at, at + width))
  return lines.filter(line => line.length >= 8)
}

const utf8 = new TextEncoder()

/** A text of the bytes of its UTF-8, which is what `btoa` takes. */
function binaryOf(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text
  const bytes = utf8.encode(text)
  let binary = ''
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return binary
}
