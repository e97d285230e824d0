import { changesFacts } from '@shared/comparison/changes'
import { describe, expect, it } from 'vitest'

describe('what a deployment brings', () => {
  it('is a list for scripts and Markdown for people, the newest first', () => {
    const facts = changesFacts([
      { version: '1.0.2', notes: 'Faster.\n' },
      { version: '1.0.1', notes: '' }
    ])
    expect(JSON.parse(facts['Octopus.Deployment.Changes'] ?? '')).toEqual([
      { Version: '1.0.2', ReleaseNotes: 'Faster.\n', BuildInformation: [], WorkItems: [], Commits: [] },
      { Version: '1.0.1', ReleaseNotes: '', BuildInformation: [], WorkItems: [], Commits: [] }
    ])
    expect(facts['Octopus.Deployment.ChangesMarkdown']).toBe('**1.0.2**\n\nFaster.\n\n**1.0.1**')
  })

  it('has the notes of the newest releases only, where there are very many', () => {
    const notes = 'x'.repeat(60_000)
    const facts = changesFacts([
      { version: '3', notes },
      { version: '2', notes },
      { version: '1', notes: '' }
    ])
    expect(facts['Octopus.Deployment.ChangesMarkdown']).toBe(`**3**\n\n${notes}\n\n**2**\n\n**1**`)
  })
})
