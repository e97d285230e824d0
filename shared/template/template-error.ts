/**
 * Why an evaluation gave nothing at all: a variable that leads back to itself, a filter that cannot work with what it
 * got, or a result that grows beyond all bounds.
 */
export type TemplateErrorKind = 'self-reference' | 'filter' | 'too-large'

/** Thrown by evaluations; the message is for people. */
export class TemplateError extends Error {
  readonly kind: TemplateErrorKind

  constructor(kind: TemplateErrorKind, message: string) {
    super(message)
    this.name = 'TemplateError'
    this.kind = kind
  }
}

/** How long a text may become, at the end and on the way. In characters. */
export const outputLimit = 50_000_000

export const tooLong = (): TemplateError =>
  new TemplateError('too-large', `The text grows beyond ${outputLimit.toLocaleString('en-GB')} characters.`)
