import { largestPart, type Version, type VersionScheme } from './scheme'

const labels = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*'
const semver = new RegExp(`^v?(\\d+(?:\\.\\d+){0,3})(?:-(${labels}))?(?:\\+(${labels}))?$`)
const octopusNumbers = /^(?:v\s*)?(\d+(?:\s*\.\s*\d+){0,3})\s*/i
const octopusRest = /^[.\-_\\]?([a-z0-9]*(?:[.\-_\\][a-z0-9.\-_\\]*)?)(?:\+([a-z0-9_\-.\\+]*))?$/i
const lexicographic = /^([A-Za-z0-9._\-\\]+)(?:\+([A-Za-z0-9._\-\\+]*))?$/
const unfinished = /^(snapshot|alpha.*|beta.*|milestone.*|cr.*|rc.*|[abm]\d+)$/i

/** The parts of a version; null where the scheme has no such version. */
export function parseVersion(scheme: VersionScheme, text: string): Version | null {
  const trimmed = text.trim()
  if (trimmed === '') return null
  switch (scheme) {
    case 'semver':
      return parseSemver(trimmed)
    case 'octopus':
      return parseOctopus(trimmed)
    case 'docker':
      return parseDocker(trimmed)
    case 'lexicographic':
      return parseLexicographic(trimmed)
    case 'maven':
      return parseMaven(trimmed)
  }
}

function parseSemver(text: string): Version | null {
  const [, core, prerelease = '', metadata = ''] = semver.exec(text) ?? []
  return core === undefined ? null : versionOf(text, core, prerelease, metadata)
}

function parseOctopus(text: string): Version | null {
  const [front = '', core = ''] = octopusNumbers.exec(text) ?? []
  const rest = octopusRest.exec(text.slice(front.length))
  if (!rest) return null
  // Blanks around numbers are left out; where that would make other numbers (`1.0.0 7` is not 1.0.07), it is no version.
  const whole = text.replace(/\s/g, '')
  const numbers = core.replace(/\s/g, '')
  if ((octopusNumbers.exec(whole)?.[1] ?? '') !== numbers) return null
  return versionOf(whole, core, rest[1] ?? '', rest[2] ?? '')
}

function parseDocker(text: string): Version | null {
  const version = parseOctopus(text)
  return version && text === 'latest' ? { ...version, isPrerelease: false } : version
}

function parseLexicographic(text: string): Version | null {
  const [, prerelease, metadata = ''] = lexicographic.exec(text) ?? []
  return prerelease === undefined ? null : { text, numbers: [], prerelease, metadata, isPrerelease: false }
}

function parseMaven(text: string): Version {
  const [, core = ''] = /^(\d+(?:\.\d+){0,3})(?![0-9])/.exec(text) ?? []
  const numbers = numbersOf(core) ?? []
  const prerelease = numbers.length === 0 ? text : text.slice(core.length).replace(/^[.-]/, '')
  const isPrerelease = prerelease.split(/[.-]/).some(part => unfinished.test(part))
  return { text, numbers, prerelease, metadata: '', isPrerelease }
}

function versionOf(text: string, core: string, prerelease: string, metadata: string): Version | null {
  const numbers = numbersOf(core)
  return numbers && { text, numbers, prerelease, metadata, isPrerelease: prerelease !== '' }
}

/** Null where one of them is too large. */
function numbersOf(core: string): readonly number[] | null {
  const numbers = core === '' ? [] : core.split('.').map(Number)
  return numbers.every(number => number <= largestPart) ? numbers : null
}
