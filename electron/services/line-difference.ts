import type { Part } from '@shared/packages/difference'
import { diffLines } from 'diff'

/** How long two texts are compared at most, in milliseconds. */
const patience = 2000

/** Lines that differ between two texts; null where finding out would take too long. Others get their turn meanwhile. */
export const differenceOf = (before: string, after: string): Promise<readonly Part[] | null> =>
  new Promise(resolve => {
    diffLines(before, after, {
      timeout: patience,
      callback: changes =>
        resolve(
          changes?.map(({ added, removed, value }) => ({
            kind: added ? 'added' : removed ? 'removed' : 'same',
            text: value
          })) ?? null
        )
    })
  })
