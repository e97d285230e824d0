import type { Input } from '@shared/api'
import type { CertificateView } from '@shared/model/certificate'
import { base64Of } from '../../lib/base64'

/** What the certificate form holds. The file's content and the pasted text both stay, so that switching loses nothing. */
export interface CertificateFormValues extends Record<string, unknown> {
  readonly name: string
  readonly notes: string
  readonly way: 'file' | 'text'
  readonly file: ChosenFile | null
  readonly text: string
  readonly password: string
}

/** A file that was read; its content in base64. */
export interface ChosenFile {
  readonly name: string
  readonly size: number
  readonly content: string
}

/** Every field that shows its own issues. */
export const certificateFields = ['name', 'notes', 'content', 'password']

/** The form's start. What is private is never there to begin with. */
export const certificateFormValues = (certificate: CertificateView | null): CertificateFormValues => ({
  name: certificate?.name ?? '',
  notes: certificate?.notes ?? '',
  way: 'file',
  file: null,
  text: '',
  password: ''
})

/** What is sent: without a file or text only name and notes, which keeps the stored file. */
export function certificateInputOf({
  name,
  notes,
  way,
  file,
  text,
  password
}: CertificateFormValues): Input<'certificate.create'> {
  const content =
    way === 'file' ? file?.content : text.trim() === '' ? undefined : base64Of(new TextEncoder().encode(text))
  return {
    name,
    notes,
    ...(content === undefined ? {} : { content }),
    ...(password === '' ? {} : { password })
  }
}

/** The most bytes of a file: what a call takes of base64. */
export const largestFile = 750_000

/** Reads a file that was chosen or dropped; a sentence where it cannot be one of a certificate. */
export async function readChosenFile(file: File): Promise<ChosenFile | string> {
  if (file.size > largestFile) return 'Is larger than 750 kB. Choose the file of one certificate and of its issuers.'
  if (file.size === 0) return 'Is empty, or is a folder. Choose the file itself.'
  try {
    const bytes = new Uint8Array(await file.arrayBuffer())
    return { name: file.name, size: file.size, content: base64Of(bytes) }
  } catch {
    return 'Cannot be read. Check its permissions, or choose another file.'
  }
}

/** `shop.example.com` for `shop.example.com.pfx`: what people call a certificate whose file has this name. */
export const nameFromFile = (file: string): string => file.replace(/\.(pem|crt|cer|der|pfx|p12|key)$/i, '').trim()
