import { parseDotenv } from '@shared/import/variables/dotenv'
import { describe, expect, it } from 'vitest'

const read = (text: string) => Object.fromEntries(parseDotenv(text).values.map(({ name, value }) => [name, value]))

describe('a .env file', () => {
  it('is names and values, with comments, blank lines and export left out', () => {
    const text =
      '\uFEFF# first\nA=1\r\n\r\n  export B = two words \nC=\nD=x # a comment\nLogging:Level=Warning\nE: yaml like\n'
    expect(read(text)).toEqual({ A: '1', B: 'two words', C: '', D: 'x', 'Logging:Level': 'Warning', E: 'yaml like' })
    expect(parseDotenv(text).problems).toEqual([])
  })

  it.each([
    ["A='one # two'", 'one # two'],
    ['A="one # two" # three', 'one # two'],
    ['A=`it\'s "so"`', 'it\'s "so"'],
    ['A=" kept "', ' kept '],
    ['A="one\\ntwo\\rthree"', 'one\ntwo\rthree'],
    ["A='one\\ntwo'", 'one\\ntwo'],
    ['A="a \\"quoted\\" word"', 'a \\"quoted\\" word'],
    ['A="-----BEGIN-----\nabc\n-----END-----"', '-----BEGIN-----\nabc\n-----END-----'],
    ["A='one\n\n# no comment\ntwo'", 'one\n\n# no comment\ntwo'],
    ['A="open', '"open'],
    ["A=it's", "it's"],
    ['A=one#two', 'one'],
    ['A=x=y=z', 'x=y=z'],
    ['A=$B and $C', '$B and $C']
  ])('%j has the value %j', (text, value) => {
    expect(read(text)).toEqual({ A: value })
  })

  it('goes on after a text of several lines, and after one that has no end', () => {
    expect(read('A="one\ntwo"\nB=1')).toEqual({ A: 'one\ntwo', B: '1' })
    expect(read('A="one\nB=1')).toEqual({ A: '"one', B: '1' })
  })

  it('tells the lines that are nothing, and takes the others', () => {
    expect(parseDotenv('A=1\nwhat is this\nB=2\n=3')).toEqual({
      values: [
        { name: 'A', value: '1' },
        { name: 'B', value: '2' }
      ],
      problems: [
        { line: 2, message: 'is neither a comment nor NAME=value' },
        { line: 4, message: 'is neither a comment nor NAME=value' }
      ]
    })
  })

  it('keeps the last value of a name, whatever its case', () => {
    expect(parseDotenv('Port=1\nB=2\nPORT=3').values).toEqual([
      { name: 'Port', value: '3' },
      { name: 'B', value: '2' }
    ])
  })
})
