/** What an attempt fails with that the air gap refuses. */
export const airGapCode = 'ERR_AIR_GAPPED'

export class AirGapError extends Error {
  readonly code = airGapCode

  constructor(place: string) {
    super(`The air gap is on, and ${place} is no target`)
  }
}
