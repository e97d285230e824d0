/** A name that may stand in a template, with what it comes to. */
export interface NamedValue {
  readonly name: string
  readonly means: string
}

/** What `#{…}` in the template of a version may name, besides variables of the project. */
export const versionNames: readonly NamedValue[] = [
  { name: 'Octopus.Version.LastMajor', means: 'the first number of the release that was created last' },
  { name: 'Octopus.Version.LastMinor', means: 'its second number' },
  { name: 'Octopus.Version.LastPatch', means: 'its third number' },
  { name: 'Octopus.Version.LastBuild', means: 'its third number, as some call it' },
  { name: 'Octopus.Version.LastRevision', means: 'its fourth number' },
  { name: 'Octopus.Version.LastSuffix', means: 'what follows its numbers, without the dash' },
  { name: 'Octopus.Version.NextMajor', means: 'its first number and one more' },
  { name: 'Octopus.Version.NextMinor', means: 'its second number and one more' },
  { name: 'Octopus.Version.NextPatch', means: 'its third number and one more' },
  { name: 'Octopus.Version.NextBuild', means: 'the same, as some call it' },
  { name: 'Octopus.Version.NextRevision', means: 'its fourth number and one more' },
  { name: 'Octopus.Version.Channel.NextPatch', means: 'the same names, of the channel of the new release only' },
  { name: 'Octopus.Version.Channel[Hotfix].LastMajor', means: 'the same names, of another channel' },
  { name: 'Octopus.Release.Channel.Name', means: 'the channel of the new release' },
  { name: 'Octopus.Date.Year', means: 'today; also Month, Day and DayOfYear' },
  { name: 'Octopus.Time.Hour', means: 'now; also Minute and Second' }
]

/** What `#{…}` in notes may name, besides variables of the project. */
export const noteNames: readonly NamedValue[] = [
  { name: 'Octopus.Release.Number', means: 'the version of the release' },
  { name: 'Octopus.Release.Channel.Name', means: 'its channel' },
  { name: 'Octopus.Action[Deploy web].Package[].PackageVersion', means: 'the version of the package of a step' },
  { name: 'Octopus.Date.Year', means: 'today; also Month, Day and DayOfYear' },
  { name: 'Octopus.Project.Name', means: 'the project' }
]
