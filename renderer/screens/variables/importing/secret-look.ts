import { looksLikeSecret as looksSo } from '@shared/variables/lint'

/** Whether a readable value had better be stored as a secret, by the rule that lint goes by. */
export const looksLikeSecret = (name: string, value: string): boolean => looksSo({ name, value })
