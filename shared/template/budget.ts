import { outputLimit, TemplateError, tooLong } from './template-error'

/** How many tokens one evaluation may look at, and rounds of loops it may make. */
export const workLimit = 2_000_000

/**
 * How deep evaluations may lie in each other: variables that refer to variables, blocks inside blocks. About half of what
 * the stack holds.
 */
export const nestingLimit = 400

/** All that is written on the way, into values that go into other values. */
const writtenLimit = 4 * outputLimit

/** Lets an evaluation go on until it has had enough. */
export class Budget {
  private work = 0
  private written = 0
  /** How deep the evaluation is; who catches an error puts it back. */
  nesting = 0

  /** Takes note of one step that wrote so many characters. */
  spend(characters: number): void {
    this.work++
    this.written += characters
    if (this.work > workLimit) {
      throw new TemplateError('too-large', `The text asks for more than ${workLimit.toLocaleString('en-GB')} steps.`)
    }
    if (this.written > writtenLimit) throw tooLong()
  }

  /** Comes before something that lies inside something else. */
  enter(): void {
    if (++this.nesting <= nestingLimit) return
    const limit = nestingLimit.toLocaleString('en-GB')
    throw new TemplateError('too-large', `Variables and blocks lie more than ${limit} deep in each other.`)
  }

  leave(): void {
    this.nesting--
  }
}
