/** Versions: what they are made of, how they are ordered, ranges of them, and masks that make the next one. */
export { compareVersions, newestFirst } from './compare'
export { applyMask, hasMask, maskBase } from './mask'
export { parseVersion } from './parse'
export { inRange, isRange } from './range'
export { type VersionScheme, versionSchemes } from './scheme'
