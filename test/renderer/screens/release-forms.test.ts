import type { ChannelRule } from '@shared/model/channel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { channelInputOf, channelValuesOf, newRule, slotChoices } from '../../../renderer/screens/channels/channel-form'
import { draftOf, inputOf, moved, newPhase, phasesOfToday } from '../../../renderer/screens/lifecycles/lifecycle-draft'
import { firstChannel, stepsOfChannel } from '../../../renderer/screens/releases/channel-choice'
import {
  fieldsOfRows,
  fieldsShown,
  repeatedNames,
  rowsOfFields,
  withField
} from '../../../renderer/screens/releases/custom-fields'
import { aChannel, aLifecycle, anEnvironment, aPhase, channelIdOf, environmentIdOf } from '../../support/catalogue'
import { ids, scriptStep } from '../../support/plans'

test('moving an item keeps all of them, and puts it where it was wanted', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(), { minLength: 1 }), fc.nat(), fc.integer(), (items, at, to) => {
      const from = at % items.length
      const result = moved(items, from, to)
      expect([...result].sort()).toEqual([...items].sort())
      expect(result.indexOf(items[from] as number)).toBe(Math.max(0, Math.min(to, items.length - 1)))
    })
  )
})

test('a lifecycle is sent as it was read where nothing was changed', () => {
  const {
    id: _id,
    isDefault: _isDefault,
    usedBy: _usedBy,
    ...value
  } = aLifecycle(2, {
    phases: [aPhase(1, [1], { retention: { keep: 'days', count: 3 } }), aPhase(2, [])]
  })
  expect(inputOf(draftOf(aLifecycle(2, value)))).toEqual(value)
})

test('phases that are new have keys of their own, and no id', () => {
  const one = newPhase([])
  expect([one.key, newPhase([one]).key, newPhase([one, newPhase([one])]).key]).toEqual(['new-1', 'new-2', 'new-3'])
  const today = phasesOfToday([anEnvironment(2, { name: 'Live' }), anEnvironment(1, { name: 'Trial' })])
  expect(today.map(({ key, id, name }) => [key, id, name])).toEqual([
    ['new-1', null, 'Trial'],
    ['new-2', null, 'Live']
  ])
  expect(today[0]?.environments).toEqual([{ id: environmentIdOf(1), isAutomatic: false }])
})

const slot = { actionId: ids.action(1), reference: 'web' }

test('a channel is sent as it was read where nothing was changed', () => {
  const rules: ChannelRule[] = [{ slots: [slot], range: '[1,2)', tag: '^$', order: 'published' }, { slots: [slot] }]
  const { name, description, isDefault } = aChannel(2)
  const value = { name, description, rules, requiredFields: ['Ticket'], isDefault }
  expect(channelInputOf(channelValuesOf(aChannel(2, value)))).toEqual(value)
  expect(channelInputOf(channelValuesOf(null))).toEqual({ name: '', description: '', rules: [], isDefault: false })
})

test('a place that the process does not have any more can be taken out of a rule, and into no other', () => {
  const choices = slotChoices([scriptStep(1)], [], [{ slots: [slot] }])
  expect(choices.map(({ label, isThere }) => [label, isThere])).toEqual([['“web”, which is gone', false]])
  expect(newRule([], choices).slots).toEqual([])
})

test('a release begins with the channel of the one it copies, or with the one it would get by itself', () => {
  const [usual, other] = [aChannel(1), aChannel(2)]
  const troubled = { ...usual, troubles: ['No version.'] }
  expect(firstChannel([], null)).toBeNull()
  expect(firstChannel([usual, other], null)?.channel).toBe(usual)
  expect(firstChannel([troubled, other], null)?.channel).toBe(other)
  expect(firstChannel([troubled, { ...other, troubles: ['Nor here.'] }], null)?.channel).toBe(troubled)
  expect(firstChannel([usual, other], { version: '1', channelId: other.id })?.channel).toBe(other)
  expect(firstChannel([usual, other], { version: '1', channelId: null })?.channel).toBe(usual)
})

test('steps that are for other channels are no part of a release', () => {
  const [step] = [scriptStep(1)]
  const only = { ...step, actions: step.actions.map(action => ({ ...action, channels: [channelIdOf(2)] })) }
  expect(stepsOfChannel([only], channelIdOf(1))).toEqual([])
  expect(stepsOfChannel([only], channelIdOf(2))).toEqual([only])
  expect(stepsOfChannel([step], channelIdOf(1))).toEqual([step])
})

test('custom fields that a channel asks for come first, and take over what was typed for them', () => {
  const rows = rowsOfFields({ Team: 'Blue', ticket: 'SHOP-1' })
  expect(fieldsShown(rows, ['Ticket', 'Risk']).map(({ name, value }) => [name, value])).toEqual([
    ['Ticket', 'SHOP-1'],
    ['Risk', ''],
    ['Team', 'Blue']
  ])
  const risk = { key: 'required-Risk', name: 'Risk', value: 'low' }
  expect(fieldsOfRows(withField(rows, risk))).toEqual({ Team: 'Blue', ticket: 'SHOP-1', Risk: 'low' })
})

test('what has no name or no value is not sent, and a name that is there twice is told', () => {
  const row = (key: string, name: string, value: string) => ({ key, name, value })
  expect(fieldsOfRows([row('1', ' ', 'x'), row('2', 'Team', ' ')])).toBeUndefined()
  expect(repeatedNames([row('1', 'Team', 'a'), row('2', 'team ', 'b'), row('3', '', ''), row('4', '', '')])).toEqual([
    'team'
  ])
})
