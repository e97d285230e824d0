import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { AttendanceNotes, attendanceFile } from '../../electron/store/attendance'
import { tempFolder } from '../support/store'

/** Notes of a folder whose time comes when the test says so. */
async function notesOf(folder: string) {
  const reports: string[] = []
  let work: () => Promise<void> = async () => undefined
  const repeat = (given: () => Promise<void>) => {
    work = given
    return () => {
      work = async () => undefined
    }
  }
  const notes = await AttendanceNotes.open({ folder, repeat, report: message => reports.push(message) })
  return { notes, tick: () => work(), reports }
}
const lastOf = async (folder: string) => (await notesOf(folder)).notes.last

describe('when somebody last attended to a workspace', () => {
  it('is not known before anybody did', async () => {
    const folder = await tempFolder()
    const { notes } = await notesOf(folder)
    await notes.stop()
    expect([notes.last, await lastOf(folder)]).toEqual([null, null])
  })

  it('is known up to a few minutes after a crash, and to the moment after it was closed', async () => {
    const folder = await tempFolder()
    const { notes, tick } = await notesOf(folder)
    let now = 1000
    notes.begin(() => now)
    now = 2000
    await tick()
    expect([notes.last, await lastOf(folder)]).toEqual([null, 2000])
    now = 3000
    await notes.stop()
    expect(await lastOf(folder)).toBe(3000)
  })

  it('is not known where its file cannot be understood', async () => {
    const folder = await tempFolder()
    await writeFile(join(folder, attendanceFile), '{"at": "yes')
    expect(await lastOf(folder)).toBeNull()
  })

  it('is not worth a failure where it cannot be written down', async () => {
    const folder = await tempFolder()
    const { notes, reports } = await notesOf(join(folder, 'gone'))
    notes.begin(() => 1000)
    await notes.stop()
    expect(reports).toHaveLength(2)
    expect(reports[0]).toMatch(/^That the workspace is open could not be written down: /)
  })
})
