import { listOf } from '@shared/plan/words'

/** What becomes of what runs when the window is closed. */
export type CloseAnswer =
  | { readonly kind: 'stay' }
  /** The window is hidden; `quitsAfter` ends the app with the last of them. */
  | { readonly kind: 'background'; readonly quitsAfter: boolean }
  | { readonly kind: 'quit' }

/** The box that asks, as the system's own dialog takes it. */
export interface CloseBox {
  readonly message: string
  readonly detail: string
  readonly buttons: readonly string[]
  readonly checkboxLabel: string
}

const answers = ['background', 'quit', 'stay'] as const
/** The number of the button that Escape presses. */
export const stayButton = answers.indexOf('stay')

const named = 3

/** Asks what becomes of what is under way; `open` are descriptions such as `the deployment of Shop 1.4.2 to Test`. */
export function closeBox(open: readonly string[]): CloseBox {
  const rest = open.length - named
  const shown = rest > 0 ? [...open.slice(0, named), `${rest} more`] : open
  return {
    message: `Close Slipway while ${listOf(shown)} ${open.length === 1 ? 'is' : 'are'} under way?`,
    detail:
      'In the background all of it goes on without a window. Starting Slipway again brings the window back, and so does its icon where the system shows one.',
    buttons: ['Keep running in the background', 'Cancel and quit', 'Stay'],
    checkboxLabel: 'Quit when all of it is over'
  }
}

/** What the number of a button means. */
export function closeAnswer(response: number, isChecked: boolean): CloseAnswer {
  const kind = answers[response] ?? 'stay'
  return kind === 'background' ? { kind, quitsAfter: isChecked } : { kind }
}
