import { join } from 'node:path'
import { deploymentId } from '@shared/ids'
import { sealName } from '../log/seal'
import { copyLines, namesIn, pin, pinAll } from './stage'

const lines = /^\d+\.ndjson$/
const json = /\.json$/

/**
 * Puts together in `to` what the data folder `from` holds at one moment, while a store may be at work on it.
 *
 * The journal is pinned first, so that nothing it tells can be dropped before it is copied; then the records, which may
 * be newer than the journal was at that moment; and the journal is copied after them, so that it has every commit that
 * is in one of them. Audit entries are in the files or in that journal. What is written once and never changes is
 * pinned before and after, because it may come and go with the records that refer to it.
 */
export async function collect(from: string, to: string, pins: string): Promise<void> {
  await pinAll(join(from, 'journal'), join(pins, 'journal'), lines)
  await pinUnchanging(from, to)
  // Secrets of a vault that was started over: releases still refer to them.
  for (const name of await namesIn(from))
    if (name.startsWith('vault.old-')) await pinAll(join(from, name), join(to, name), json)
  await pin(join(from, 'workspace.json'), join(to, 'workspace.json'))
  // The list of records first: records that are newer than it says are fine, older ones are not.
  await pinAll(join(from, 'records'), join(to, 'records'), json)
  for (const name of await namesIn(join(from, 'records')))
    if (!name.includes('.')) await pinAll(join(from, 'records', name), join(to, 'records', name), json)
  // What says how long the audit log is, before the log, so that it never promises too much.
  await pin(join(from, 'audit', 'head.json'), join(to, 'audit', 'head.json'))
  await copyAll(join(from, 'audit'), join(to, 'audit'))
  await pinAll(join(from, 'journal'), join(pins, 'journal'), lines)
  await copyAll(join(pins, 'journal'), join(to, 'journal'))
  await collectDeployments(from, to)
  await pinUnchanging(from, to)
}

async function pinUnchanging(from: string, to: string): Promise<void> {
  for (const place of ['snapshots', 'vault']) await pinAll(join(from, place), join(to, place), json)
  // The file and what is in it; unpacked copies are made anew where they are missing.
  for (const name of await namesIn(join(from, 'packages')))
    if (/^[0-9a-f]{64}$/.test(name))
      await pinAll(join(from, 'packages', name), join(to, 'packages', name), /^(content|manifest\.json)$/)
}

async function copyAll(from: string, to: string): Promise<void> {
  for (const name of (await namesIn(from)).filter(item => lines.test(item)))
    await copyLines(join(from, name), join(to, name))
}

/** Logs and artifacts. The index of a log's lines is left out: it is made anew where it is missing. */
async function collectDeployments(from: string, to: string): Promise<void> {
  for (const id of await namesIn(join(from, 'deployments'))) {
    if (!deploymentId.safeParse(id).success) continue
    const own = join(from, 'deployments', id)
    // The seal before the log that it is of the beginning of.
    await pin(join(own, sealName), join(to, 'deployments', id, sealName))
    // The log before its artifacts: one is there before the event that tells of it. A copy even of one that is over,
    // because a deployment may be continued, and a second name of its log would grow with it.
    await copyLines(join(own, 'events.ndjson'), join(to, 'deployments', id, 'events.ndjson'))
    await pinAll(join(own, 'artifacts'), join(to, 'deployments', id, 'artifacts'), /^artifact-[a-z0-9]{10}$/)
  }
}
