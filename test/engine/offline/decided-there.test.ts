import { actionOfOutput } from '@shared/bundle/known-there'
import { nameKey } from '@shared/variables/rows'
import { describe, expect, it } from 'vitest'
import { decidedByAll, decidedThere } from '../../../electron/engine/offline/decided-there'

const flag = 'Octopus.Action[Install].Output.Flag'
const isKnownLater = (reference: string) => actionOfOutput(reference)?.toLowerCase() === 'install'
const decided = (text: string, values: Readonly<Record<string, string>> = {}) =>
  decidedThere([text], new Map(Object.entries(values).map(([name, value]) => [nameKey(name), value])), isKnownLater)

describe('what a bundle would decide by an output that is not known yet', () => {
  it.each([
    ['a condition', `#{if ${flag}}yes#{/if}`],
    ['a comparison inside of another condition', `#{if Ready}#{unless Mode == ${flag}}no#{/unless}#{/if}`],
    ['a loop', `#{each item in ${flag}}#{item}#{/each}`],
    ['a filter', `#{${flag} | ToUpper}`],
    ['a sum', `#{calc ${flag} + 1}`]
  ])('is found in %s', (_, text) => {
    expect(decided(text)).toBe(flag)
  })

  it('is found in values that texts take in, and in values that take it in themselves', () => {
    expect(decided('echo #{Url}', { url: '#{Host}/x', Host: `#{if ${flag}}a#{/if}` })).toBe(flag)
    expect(decided('#{if Ready}yes#{/if}', { Ready: '#{Other}', Other: `<#{${flag}}>` })).toBe(flag)
    expect(decided('#{octopus.action[INSTALL].output.flag | ToUpper}')).toBe('octopus.action[INSTALL].output.flag')
  })

  it('is nothing where outputs are merely put in, belong to others, or where nobody asks', () => {
    expect(decided(`echo #{${flag}} #{if Ready}#{${flag}}#{/if}`, { Ready: 'yes' })).toBeNull()
    expect(decided('#{if Octopus.Action[Build].Output.Flag}yes#{/if}')).toBeNull()
    expect(decided('echo #{Url}', { Url: 'x', Unused: `#{if ${flag}}a#{/if}`, Round: '#{Round}' })).toBeNull()
    expect(decided('#{if Round}yes#{/if}', { Round: '#{Round}' })).toBeNull()
  })
})

describe('what a run condition would decide by an output that is not known yet', () => {
  const decidedBy = (expression: string, values: Readonly<Record<string, string>> = {}) =>
    decidedByAll(expression, {
      values: new Map(Object.entries(values).map(([name, value]) => [nameKey(name), value])),
      isKnownLater
    })

  it('is found wherever it stands, as all of it decides', () => {
    expect(decidedBy(`#{${flag}}`)).toBe(flag)
    expect(decidedBy(`#{if Ready}#{${flag}}#{/if}`)).toBe(flag)
    expect(decidedBy('#{Wanted}', { wanted: '#{Other}', Other: `is #{${flag}}` })).toBe(flag)
  })

  it('is nothing where others are asked for', () => {
    expect(decidedBy('#{Wanted} #{Round}', { Wanted: 'x', Round: '#{Round}', Unused: `#{${flag}}` })).toBeNull()
  })
})
