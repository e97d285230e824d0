import * as ids from '@shared/ids'
import { name, role, roles } from '@shared/model/text'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const refusal = (
  schema: { safeParse: (value: unknown) => { success: boolean; error?: { issues: { message: string }[] } } },
  value: unknown
) => schema.safeParse(value).error?.issues[0]?.message

describe('ids', () => {
  it('accept their own prefix with ten lower-case letters or digits', () => {
    expect(ids.projectId.parse('project-0a1b2c3d4e')).toBe('project-0a1b2c3d4e')
  })

  it.each([
    '',
    'project-',
    'project-0A1B2C3D4E',
    'target-0a1b2c3d4e',
    '../project-0a1b2c3d4e',
    'project-0a1b2c3d4e\n',
    '__proto__'
  ])('refuse %j as a project id', value =>
    expect(refusal(ids.projectId, value)).toBe('must be an id such as project-0a1b2c3d4e')
  )

  it('can never be used to leave a folder, whatever text is offered', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        const parsed = ids.deploymentId.safeParse(text)
        expect(parsed.success && /[./\\]/.test(parsed.data)).toBe(false)
      })
    )
  })

  it('name a run by its stage and its place', () => {
    expect(ids.runId.safeParse('1.here').success).toBe(true)
    expect(ids.runId.safeParse('12.target-0a1b2c3d4e').success).toBe(true)
    expect(ids.runId.safeParse('0.here').success).toBe(false)
  })
})

describe('a name', () => {
  it('is trimmed', () => expect(name.parse('  Web shop ')).toBe('Web shop'))
  it.each([
    ['', 'must not be empty'],
    ['   ', 'must not be empty'],
    ['x'.repeat(201), 'must be at most 200 characters'],
    ['two\nlines', 'must not contain line breaks or control characters'],
    ['---', 'must contain at least one letter or digit']
  ])('refuses %j with a reason', (value, message) => expect(refusal(name, value)).toBe(message))
})

describe('roles', () => {
  it('may not contain spaces', () =>
    expect(refusal(role, 'web server')).toBe('must be letters, digits, dots, dashes and underscores, without spaces'))
  it('may not repeat with another case', () =>
    expect(refusal(roles, ['web', 'Web'])).toBe('must not name a role twice'))
})
