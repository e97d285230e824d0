import type { BundleRecord } from './record'

/** What is known of a bundle that was written. */
export const bundleStates = ['waiting', 'refused', 'partial', 'received'] as const
export type BundleState = (typeof bundleStates)[number]

/** In words, as lists say it. */
export const bundleStateWords: Readonly<Record<BundleState, string>> = {
  waiting: 'Waiting for its receipt',
  refused: 'Receipt was refused',
  partial: 'Receipt does not tell everything yet',
  received: 'Receipt is back'
}

/** A refusal counts as long as something is still to be told: behind a whole receipt it was only one too many. */
export function bundleStateOf({
  acknowledgedAt,
  missing = 0,
  refused
}: Pick<BundleRecord, 'acknowledgedAt' | 'missing' | 'refused'>): BundleState {
  if (acknowledgedAt !== null && missing === 0) return 'received'
  if (refused !== undefined) return 'refused'
  return acknowledgedAt === null ? 'waiting' : 'partial'
}
