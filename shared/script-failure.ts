/** What to do about a script that failed: true in its card, in the task log and at a terminal. */
export const mendItsLastLines = 'Mend what its last lines name, then continue.'
