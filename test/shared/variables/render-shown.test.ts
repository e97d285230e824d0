import { redacted } from '@shared/secret'
import { evaluate } from '@shared/template/index'
import { viewOf } from '@shared/variables/explain'
import { renderShown } from '@shared/variables/render-shown'
import { contextOfRun, worldOfRun } from '@shared/variables/resolve'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noReferences, planOf, sensitiveVariable, textVariable } from '../../support/plans'

const plan = planOf()
const [stage] = plan.stages
const [run] = stage?.runs ?? []
if (!stage || !run) throw new Error('The plan runs nothing')

const variables = [
  textVariable(1, 'Name', 'web'),
  sensitiveVariable(2, 'Password'),
  textVariable(3, 'Login', 'app:#{Password}'),
  textVariable(4, 'Hash', '#{Password | Md5}'),
  textVariable(5, 'Label', 'v#{Octopus.Action[Build].Output.Number}'),
  textVariable(6, 'On', 'True'),
  textVariable(7, 'Json', '{"a":{"b":"deep"}}'),
  textVariable(8, 'Loop', '#{Loop}'),
  sensitiveVariable(9, 'Keys[one]'),
  textVariable(10, 'Keys[two]', 'plain')
]

const world = worldOfRun(
  { plan, run, sources: { variables, librarySets: [] }, references: noReferences, facts: {}, outputs: [] },
  run
)
const view = viewOf(world, contextOfRun(plan, stage, run), name => /^Octopus\.Action(\[|$)/i.test(name))
const shown = (text: string) => renderShown(text, view)
const textOf = (text: string) => shown(text).text

describe('a text as it may be shown', () => {
  it('has its references replaced, and secrets as dots', () => {
    expect(shown('echo #{Name} #{Password} #{Login} #{Json.a.b}')).toEqual({
      text: `echo web ${redacted} app:${redacted} deep`,
      knownLater: [],
      problem: null
    })
    expect(textOf('##{Name} #{if On}#{Password}#{else}x#{/if}')).toBe(`#{Name} ${redacted}`)
  })

  it('keeps what is worked out of a secret as it is written', () => {
    expect(shown('#{Hash} #{Password | ToBase64} #{if Password == "x"}#{Name}#{/if}')).toEqual({
      text: '#{Hash} #{Password | ToBase64} #{if Password == "x"}#{Name}#{/if}',
      knownLater: ['Hash', 'Password'],
      problem: null
    })
    expect(textOf('#{each key in Keys}#{key},#{/each}')).toBe(`${redacted},plain,`)
    expect(textOf('#{each key in Keys}#{key | ToUpper}#{/each}')).toBe('#{each key in Keys}#{key | ToUpper}#{/each}')
  })

  it('keeps what is known later, and works out the rest around it', () => {
    expect(shown('#{Octopus.Action[Build].Output.Number} #{Label} #{Name}')).toEqual({
      text: '#{Octopus.Action[Build].Output.Number} #{Label} web',
      knownLater: ['Octopus.Action[Build].Output.Number', 'Label'],
      problem: null
    })
    expect(textOf('#{if On}#{Octopus.Action[Build].Output.Number}#{else}x#{/if}')).toBe(
      '#{Octopus.Action[Build].Output.Number}'
    )
    expect(textOf('#{if Octopus.Action[Build].Output.Ok}a#{else}b#{/if}')).toBe(
      '#{if Octopus.Action[Build].Output.Ok}a#{else}b#{/if}'
    )
    expect(textOf('#{each action in Octopus.Action}#{action}#{/each}')).toBe(
      '#{each action in Octopus.Action}#{action}#{/each}'
    )
  })

  it('says what nothing answers, once', () => {
    expect(shown('#{Nobody} #{Name} #{Nobody}')).toEqual({
      text: '#{Nobody} web #{Nobody}',
      knownLater: [],
      problem: 'Nothing answers #{Nobody}, so it stands as it is written.'
    })
  })

  it('is left as it is written when it leads back to itself', () => {
    const { text, problem } = shown('#{Name} #{Loop}')
    expect([text, problem?.startsWith('It is left as it is written.')]).toEqual(['#{Name} #{Loop}', true])
  })

  it('is what a run makes of it where there are no secrets and nothing comes later', () => {
    const piece = fc.constantFrom(
      '#{Name}',
      '#{Nobody}',
      '##{Name}',
      '#{if On}',
      '#{else}',
      '#{/if}',
      '#{Json.a.b | ToUpper}',
      '#{unless Name == "web"}x#{/unless}',
      '#{each x in Name}#{x}#{/each}',
      '#{Bad!}',
      '#{',
      '}',
      ' $x\n'
    )
    const known = variables.flatMap(row =>
      row.type === 'text' && row.name !== 'Loop' ? [[row.name, row.value] as const] : []
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
        const text = pieces.join('')
        expect(textOf(text)).toBe(evaluate(text, known, { haltOnError: false }).text)
      })
    )
  })
})
