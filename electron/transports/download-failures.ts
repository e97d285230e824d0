import type { Failure } from '@shared/failure'
import { messageOf } from './ssh/failures'

/** `where` is for people: an address, or `this machine`. */
export const fileMissing = (path: string, where: string): Failure => ({
  kind: 'artifact-missing',
  message: `There is no file ${path} on ${where}.`,
  remedy:
    'Check the path that the script passes to new_octopusartifact, and that the file is there when the script ends.'
})

export const fileUnreadable = (path: string, where: string, why: string): Failure => ({
  kind: 'artifact-missing',
  message: `The file ${path} on ${where} could not be read: ${why}.`,
  remedy: 'Check that it is an ordinary file and that the account may read it.'
})

export const transferBroke = (path: string, where: string, why: string): Failure => ({
  kind: 'connection-lost',
  message: `The transfer of ${path} from ${where} broke off: ${why}.`,
  remedy: 'Deploy again; nothing of the file was kept.'
})

export const notStored = (path: string, error: unknown): Failure => ({
  kind: 'storage-failed',
  message: `The file ${path} could not be stored: ${messageOf(error)}.`,
  remedy: 'Check that there is room in the data folder and that it can be written to.'
})
