/** A release that comes along with a deployment. */
export interface ReleaseChange {
  readonly version: string
  readonly notes: string
}

/** How many characters of notes a deployment takes along: they are stored with each plan. */
const mostCharacters = 100_000

/**
 * What a deployment brings, as scripts get it: as JSON and as Markdown, the newest first. Beyond 100,000 characters of
 * notes the oldest releases are told without theirs.
 */
export function changesFacts(changes: readonly ReleaseChange[]): Readonly<Record<string, string>> {
  const told = withinLimit(changes)
  return {
    'Octopus.Deployment.Changes': JSON.stringify(
      told.map(({ version, notes }) => ({
        Version: version,
        ReleaseNotes: notes,
        BuildInformation: [],
        WorkItems: [],
        Commits: []
      }))
    ),
    'Octopus.Deployment.ChangesMarkdown': told
      .map(({ version, notes }) => (notes.trim() === '' ? `**${version}**` : `**${version}**\n\n${notes.trim()}`))
      .join('\n\n')
  }
}

function withinLimit(changes: readonly ReleaseChange[]): readonly ReleaseChange[] {
  let left = mostCharacters
  return changes.map(change => {
    left -= change.notes.length
    return left >= 0 ? change : { ...change, notes: '' }
  })
}
