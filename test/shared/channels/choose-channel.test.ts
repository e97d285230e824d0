import { chooseChannel } from '@shared/channels/choose-channel'
import { missingFields } from '@shared/channels/required-fields'
import { describe, expect, it } from 'vitest'
import { channelIdOf } from '../../support/catalogue'

const verdict = (n: number, name: string, ...reasons: string[]) => ({
  channel: { id: channelIdOf(n), name, isDefault: n === 1 },
  reasons
})

const chosen = (...verdicts: ReturnType<typeof verdict>[]) => {
  const result = chooseChannel(verdicts)
  return result.ok ? result.value.channel.name : result.failure.issues
}

describe('the channel of a release for which nobody named one', () => {
  it('is the only one that fits, default or not', () => {
    expect(chosen(verdict(1, 'Default', 'No.'), verdict(2, 'Hotfix'))).toBe('Hotfix')
    expect(chosen(verdict(1, 'Default'), verdict(2, 'Hotfix', 'No.'))).toBe('Default')
  })

  it('is the default one where it fits among several', () =>
    expect(chosen(verdict(2, 'Hotfix'), verdict(1, 'Default'), verdict(3, 'Beta'))).toBe('Default'))

  it('must be said where several fit and the default one does not', () =>
    expect(chosen(verdict(1, 'Default', 'No.'), verdict(2, 'Hotfix'), verdict(3, 'Beta'))).toEqual([
      { path: 'channelId', message: 'must be said, because “Hotfix”, “Beta” fit and none of them is the default' }
    ]))

  it('is none where nothing fits, with the reasons of each', () => {
    const result = chooseChannel([verdict(1, 'Default', 'Too old.'), verdict(2, 'Hotfix', 'Too new.', 'No step.')])
    expect(result).toMatchObject({
      ok: false,
      failure: {
        message: 'No channel of the project can have a release now. “Default”: Too old. “Hotfix”: Too new. No step.',
        issues: [
          { path: 'channelId', message: 'Default: Too old.' },
          { path: 'channelId', message: 'Hotfix: Too new. No step.' }
        ]
      }
    })
  })
})

describe('the custom fields that a channel needs', () => {
  it('are missing where they are empty or not there, whatever their case', () => {
    const channel = { name: 'Hotfix', requiredFields: ['Ticket', 'Reason'] }
    expect(missingFields(channel, { ticket: 'SHOP-1', Reason: ' ' })).toEqual([
      { path: 'customFields.Reason', message: 'is needed in the channel “Hotfix”' }
    ])
    expect(missingFields({ name: 'Default' })).toEqual([])
  })
})
