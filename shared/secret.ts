/**
 * A secret prints as •••••• wherever it is turned into text: template strings, JSON, String(), console.
 * Only those who hand it on call `reveal`: the transports, the template evaluator, the masker and the vault.
 */
export class Secret {
  readonly #plain: string

  constructor(plain: string) {
    this.#plain = plain
  }

  reveal(): string {
    return this.#plain
  }

  toString(): string {
    return redacted
  }

  toJSON(): string {
    return redacted
  }

  /** What Node prints when a value is inspected. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return redacted
  }
}

/** What the log shows in place of a secret. */
export const redacted = '••••••'
