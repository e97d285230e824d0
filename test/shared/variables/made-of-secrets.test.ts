import type { Variable } from '@shared/model/variable-set'
import { Secret } from '@shared/secret'
import { type ResolveInput, resolveVariables } from '@shared/variables/resolve'
import { describe, expect, it } from 'vitest'
import { ids, noReferences, planOf, sensitiveVariable, textVariable } from '../../support/plans'

const config = '{"password":"S3cretPw!","port":5432,"isOn":true,"keys":["k-one","k-two"]}'
const secrets = new Map([
  [ids.secret(1), new Secret(config)],
  [ids.secret(2), new Secret('hunter2')]
])
const plan = planOf()

const inputFor = (variables: readonly Variable[]): ResolveInput => {
  const [stage] = plan.stages
  const [run] = stage?.runs ?? []
  if (!stage || !run) throw new Error('The plan has no run')
  const facts = plan.facts ?? {}
  return {
    sources: { variables, librarySets: [] },
    references: noReferences,
    facts,
    secrets,
    plan,
    stage,
    run,
    outputs: []
  }
}

describe('parts of secrets, and what filters make of them, are masked where they are printed', () => {
  const own = [sensitiveVariable(1, 'Cfg'), sensitiveVariable(2, 'Pw')]
  const unfolded = (...values: readonly string[]) => {
    const texts = values.map((value, at) => textVariable(3 + at, `Text${at}`, value))
    return resolveVariables(inputFor([...own, ...texts])).unfolded.filter(text => text !== config && text !== 'hunter2')
  }

  it.each([
    ['a member of JSON', '#{Cfg.password}', ['S3cretPw!']],
    ['a part of a longer text', 'Server=x;Password=#{Cfg.password}', ['S3cretPw!']],
    ['what a filter makes', '#{Pw | ToUpper}', ['HUNTER2']],
    ['what filters make of a part', '#{Cfg.password | Substring 6}', ['S3cret']],
    ['what a sum makes', '#{calc Cfg.port + 1}', ['5433']],
    ['items of a loop', '#{each key in Cfg.keys}<#{key}>#{/each}', ['k-one', 'k-two']],
    [
      'a text with a secret as a filter’s option',
      '#{Octopus.Project.Name | Replace ".+" #{Cfg.password}}',
      ['S3cretPw!']
    ]
  ])('%s', (_, value, expected) => {
    expect(unfolded(value)).toEqual(expected)
  })

  it.each([
    ['a condition only asks', '#{if Pw}yes#{/if}#{if Cfg.port == "5432"}then#{/if}'],
    ['a secret that is put in whole is masked as itself', 'user:#{Pw}'],
    ['so is one that a filter leaves whole', '#{Pw | Trim}#{Pw | Format "<{0}>"}'],
    ['a true or a false would blacken the log and hides nothing', '#{Cfg.isOn}#{Pw | Contains "u"}'],
    ['a key that is a secret chooses, and is not printed', '#{Octopus.Action[#{Pw}].Name}']
  ])('but not where %s', (_, value) => {
    expect(unfolded(value)).toEqual([])
  })

  it('through variables that are read by way of others', () => {
    expect(
      unfolded(
        '#{Text1 | ToUpper}',
        '<#{Cfg.password}>',
        '{"a":"#{Cfg.password}","b":"in clear"}',
        '#{Text2.a}#{Text2.b}'
      )
    ).toEqual(['<S3CRETPW!>', 'S3cretPw!'])
  })

  it('also in texts that are rendered later', () => {
    const late: string[] = []
    const input = inputFor(own)
    const { templates } = resolveVariables({ ...input, onUnfolded: texts => late.push(...texts) })
    templates().evaluate('echo #{Cfg.password} #{Pw} #{Cfg.password}')
    templates().evaluate('#{Pw | ToUpper}')
    expect(late).toEqual(['S3cretPw!', 'HUNTER2'])
    expect(templates().truthy('#{Cfg.password}')).toBe(true)
    expect(late).toHaveLength(2)
  })
})
