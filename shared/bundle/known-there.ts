/** The action that a reference to an output names, as it is written; null for other references. */
export const actionOfOutput = (reference: string): string | null =>
  /^Octopus\.Action\[([^\]]+)\]\.Output(?:$|[.[])/i.exec(reference)?.[1] ?? null

/** The target that a reference to an output names; null where it names none. */
export const targetOfOutput = (reference: string): string | null =>
  /^Octopus\.Action\[[^\]]+\]\.Output\[([^\]]+)\]/i.exec(reference)?.[1] ?? null

/** Why an action goes into no bundle that makes or decides something by an output which is known only there. */
export const knownThereWords = (action: string, output: string, target: string): string =>
  `“${action}” makes or decides something by ${output}, which is known only once the bundle runs on ${target}.`

export const knownThereRemedy = 'Put it in as it is, without a condition, loop or filter, and decide in the script.'
