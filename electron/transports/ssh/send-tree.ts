import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { ManifestEntry } from '@shared/packages/manifest'
import { filesOf } from '@shared/packages/manifest'
import { ok } from '@shared/result'
import type { Shipment, ShipmentProgress, Shipped } from '../../engine/ports'
import { sourceUnreadable } from '../shipping/failures'
import { type Packed, TarSource } from '../shipping/sources'
import { changesOf, readSums, readTreeText, sumsText, treeText } from '../shipping/tree-manifest'
import { type Answer, Conversation } from './conversation'
import { messageOf } from './failures'
import { whyNotBrought } from './send-outcome'
import { failed, type Sent, type Way } from './send-way'

type Tree = Extract<Shipment, { kind: 'tree' }>
type Tell = (progress: ShipmentProgress) => void

/** What is to be sent, after the far end said what it has. */
interface Load {
  readonly how: Shipped['how']
  /** The word for the script. */
  readonly mode: 'whole' | 'changes'
  readonly entries: readonly ManifestEntry[]
  readonly gone: readonly string[]
}

/** Brings a folder of files by one command: what is missing of it or differs, in one archive. */
export async function sendTree(way: Way, shipment: Tree, tell: Tell, signal: AbortSignal): Promise<Sent> {
  const { exec, reads, where } = way
  const { key, to, basedOn } = shipment
  const talk = new Conversation(exec, 'tree', [key, to, ...basedOn], signal)
  if ((await talk.next()) === null)
    return { kind: 'no-shell', result: whyNotBrought(shipment, where, talk, null, signal) }
  let answer = await talk.next()
  if (answer?.word === 'there') return { kind: 'ended', result: ok({ how: 'there', sent: 0, path: answer.rest }) }
  const load = answer === null ? null : loadFor(shipment, answer)
  if (load === null) return { kind: 'ended', result: whyNotBrought(shipment, where, talk, answer, signal) }
  const reader = reads.open(idOf(shipment, load), () => new TarSource(archiveOf(shipment, load)))
  try {
    const head = `${load.mode} ${Math.ceil(reader.bytes / 1024)}\n`
    const sent = await talk.feed(head, reader, 0, way, tell, signal)
    answer = await talk.next()
    if (answer?.word === 'done')
      return { kind: 'ended', result: ok({ how: load.how, sent, path: answer.rest, ...changedIn(load) }) }
    return { kind: 'ended', result: whyNotBrought(shipment, where, talk, answer, signal) }
  } catch (error) {
    talk.abandon('the package could not be read')
    return failed(sourceUnreadable(shipment, messageOf(error)))
  } finally {
    reader.close()
  }
}

// With less than this in common, an older tree is no help.
const leastShared = 0.1

/** Null when the far end has something else to say. */
function loadFor({ manifest }: Tree, { word, rest }: Answer): Load | null {
  const { entries } = manifest
  if (word === 'have') {
    const sums = readSums(rest)
    const missing = entries.filter(entry => entry.kind !== 'file' || sums.get(entry.path) !== entry.sha256)
    return { how: 'resumed', mode: 'whole', entries: missing, gone: [] }
  }
  if (word !== 'nothing' && word !== 'base') return null
  const whole: Load = { how: 'stream', mode: 'whole', entries, gone: [] }
  const there = word === 'base' ? readTreeText(rest) : null
  if (there === null) return whole
  const { send, gone } = changesOf(there, manifest)
  const isWorth = send.length <= entries.length * (1 - leastShared)
  return isWorth ? { how: 'changes', mode: 'changes', entries: send, gone } : whole
}

/** The same for the same archive. */
function idOf({ key, from }: Tree, { how, mode, entries, gone }: Load): string {
  if (how === 'stream') return `tree ${key} ${from}`
  const hash = createHash('sha256')
  for (const { path } of entries) hash.update(`${path}\0`)
  hash.update('\0')
  for (const path of gone) hash.update(`${path}\0`)
  return `tree ${key} ${from} ${mode} ${hash.digest('hex')}`
}

/** The manifest and the lists that the script needs, then the entries. */
function archiveOf({ key, from, manifest }: Tree, { mode, entries, gone }: Load): readonly Packed[] {
  const folder = mode === 'changes' ? 'changed' : 'tree'
  const files = filesOf({ format: 1, entries: [...entries] })
  const list = (paths: readonly string[]): string => paths.map(path => `./${path}\0`).join('')
  return [
    packedText('manifest', treeText(key, manifest)),
    packedText('sums', sumsText(files)),
    packedText('sent', list(files.map(({ path }) => path))),
    packedText('gone', list(gone)),
    ...entries.map((entry): Packed => {
      const path = `${folder}/${entry.path}`
      if (entry.kind === 'link') return { entry: { kind: 'link', path, to: entry.to }, content: null }
      if (entry.kind === 'folder') return { entry: { kind: 'folder', path }, content: null }
      const { isExecutable, bytes } = entry
      return { entry: { kind: 'file', path, isExecutable, bytes }, content: { file: join(from, entry.path) } }
    })
  ]
}

function packedText(path: string, text: string): Packed {
  const bytes = Buffer.from(text)
  return { entry: { kind: 'file', path, isExecutable: false, bytes: bytes.byteLength }, content: { bytes } }
}

/** How many files differed, where only those were sent. */
const changedIn = ({ how, entries }: Load): { readonly changed?: number } =>
  how === 'changes' ? { changed: entries.filter(entry => entry.kind === 'file').length } : {}
