import { flatten, flattenJson } from '@shared/import/variables/flatten'
import { describe, expect, it } from 'vitest'

describe('nested values', () => {
  it('become names joined with colons, in order', () => {
    expect(flatten({ Db: { Host: 'db-1', Ports: [1, 2] }, Debug: false, Nothing: null, Empty: {}, None: [] })).toEqual([
      { name: 'Db:Host', value: 'db-1' },
      { name: 'Db:Ports:0', value: '1' },
      { name: 'Db:Ports:1', value: '2' },
      { name: 'Debug', value: 'false' },
      { name: 'Nothing', value: '' },
      { name: 'Empty', value: '{}' },
      { name: 'None', value: '[]' }
    ])
  })

  it('may be what readers of YAML make', () => {
    const itself: unknown[] = []
    itself.push(itself)
    expect(
      flatten(
        new Map<unknown, unknown>([
          [1, new Date(0)],
          ['n', 12n]
        ])
      )
    ).toEqual([
      { name: '1', value: '1970-01-01T00:00:00.000Z' },
      { name: 'n', value: '12' }
    ])
    expect(flatten(itself)).toHaveLength(1)
  })

  it('of JSON keep their numbers as they are written', () => {
    expect(flattenJson('{ "A": 1.50, "B": 12345678901234567890, /* so */ "a": "last" }')).toEqual({
      values: [
        { name: 'A', value: 'last' },
        { name: 'B', value: '12345678901234567890' }
      ],
      problems: []
    })
  })

  it('of text that is no JSON are none, and the line is told', () => {
    expect(flattenJson('{\n"A": 1\n"B": 2 }')).toEqual({
      values: [],
      problems: [{ line: 3, message: 'a comma or a closing brace is missing' }]
    })
    expect(flattenJson('"text"').problems).toEqual([{ line: 1, message: 'is neither an object nor a list' }])
  })
})
