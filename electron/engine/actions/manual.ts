import type { Perform } from './action'

/** Puts a question to people; what they answer decides about the run. */
export const performManual: Perform<'manual'> = async ({ action, render }) => ({
  kind: 'asks',
  instructions: render(action.instructions),
  responsible: action.responsible ?? []
})
