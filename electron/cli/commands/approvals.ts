import { resolve } from 'node:path'
import type { Output } from '@shared/api'
import { sha256 } from '@shared/ids'
import { sameName } from '@shared/model/text'
import { knownKey } from '../../services/approval-keys'
import type { AddCommands } from '../adding'
import { CommandFailed, UsageError } from '../errors'
import { addChoiceFlags, type ChoiceOptions, choicesFrom } from '../launch-flags'
import { momentOf } from '../moments'
import type { Session } from '../session'
import { listOrNone } from '../text'

interface RequestOptions extends ChoiceOptions {
  readonly project: string
  readonly release: string
  readonly to: string
  readonly reason?: string
  readonly at?: string
  readonly save: string
}

interface SignOptions {
  readonly approve?: boolean
  readonly refuse?: boolean
  readonly note?: string
  readonly save: string
}

/** `approval request | show | sign | import` and `approver list | add | remove | own` */
export const addApprovalCommands: AddCommands = (program, act) => {
  const approval = program.command('approval').description('approvals of plans, as small signed files')
  addChoiceFlags(
    approval
      .command('request')
      .description('write a file that asks for an approval of exactly this plan')
      .requiredOption('--project <project>')
      .requiredOption('--release <version>')
      .requiredOption('--to <environment>')
      .requiredOption('--save <file>')
      .option('--reason <text>', 'why it is to be deployed')
      .option('--at <time>', 'when it is to begin, where something stands against it until then')
  ).action((options: RequestOptions) => act(session => request(session, options)))
  approval
    .command('show <file>')
    .description('what a request asks for; changes nothing')
    .action((file: string) =>
      act(async session => {
        session.answer(await session.call('approval.read', { text: await session.read(file) }), requestText)
      })
    )
  approval
    .command('sign <file>')
    .description('answer a request')
    .option('--approve')
    .option('--refuse')
    .option('--note <text>')
    .requiredOption('--save <file>', 'where the answer is written to')
    .action((file: string, options: SignOptions) => act(session => sign(session, file, options)))
  approval
    .command('import <file>')
    .description('take in an answer')
    .action((file: string) =>
      act(async session => {
        const taken = await session.call('approval.import', { text: await session.read(file) })
        session.answer(taken, ({ name, decision }) => `${name} ${decision} it; that counts for this plan only.`)
      })
    )
  addApprovers(program, act)
}

const addApprovers: AddCommands = (program, act) => {
  const approver = program.command('approver').description('whose approvals count here')
  approver.command('list').action(() =>
    act(async session =>
      session.answer(await session.call('approver.list', {}), approvers =>
        listOrNone(
          ['NAME', 'WORDS', 'ADDED', 'BY'],
          approvers.map(({ name, words, addedAt, addedBy }) => [
            name,
            words,
            new Date(addedAt).toISOString().slice(0, 10),
            addedBy
          ]),
          'Nobody’s approvals count here yet.'
        )
      )
    )
  )
  approver
    .command('add <name>')
    .description('trust a key whose words were compared with its owner')
    .requiredOption('--from <file>', 'an approval of theirs, or their public key in PEM')
    .requiredOption('--words <words>', 'the eight words that they read out')
    .action((name: string, options: { readonly from: string; readonly words: string }) =>
      act(session => addApprover(session, name, options))
    )
  approver.command('remove <approver>').action((reference: string) =>
    act(async session => {
      const { id, name } = session.pick('approver', await session.call('approver.list', {}), reference)
      session.answer(await session.call('approver.remove', { id: sha256.parse(id) }), () => `Removed “${name}”.`)
    })
  )
  approver
    .command('own')
    .description('the key that signs here, in words to read out')
    .action(() =>
      act(async session =>
        session.answer(
          await session.call('approver.own', {}),
          ({ publicKey, words }) => `${words}\n${publicKey.trim()}`
        )
      )
    )
}

async function request(session: Session, options: RequestOptions): Promise<void> {
  session.saveTo(resolve(options.save))
  const project = await session.project(options.project)
  const release = await session.release(project, options.release)
  const environment = await session.environment(options.to)
  const what = { releaseId: release.id, environmentId: environment.id }
  const choices = await choicesFrom(session, what, options)
  const saved = await session.call('approval.request', {
    ...what,
    ...(Object.keys(choices).length === 0 ? {} : { choices }),
    ...(options.at === undefined ? {} : { startAt: momentOf(options.at, '--at', Date.now()) }),
    ...(options.reason === undefined ? {} : { reason: options.reason })
  })
  session.answer(saved, written => (written === null ? 'Nothing was written.' : `Wrote ${written.path}.`))
}

async function sign(session: Session, file: string, { approve, refuse, note, save }: SignOptions): Promise<void> {
  if ((approve === true) === (refuse === true)) throw new UsageError('Say either --approve or --refuse.')
  session.saveTo(resolve(save))
  const saved = await session.call('approval.sign', {
    text: await session.read(file),
    decision: approve === true ? 'approved' : 'refused',
    ...(note === undefined ? {} : { note })
  })
  session.answer(saved, written => (written === null ? 'Nothing was written.' : `Wrote ${written.path}.`))
}

async function addApprover(
  session: Session,
  name: string,
  { from, words }: { readonly from: string; readonly words: string }
): Promise<void> {
  const text = await session.read(from)
  const known = text.trimStart().startsWith('{')
    ? await session.call('approval.readAnswer', { text })
    : knownKey(text.slice(Math.max(0, text.indexOf('-----BEGIN'))))
  if (known === null) throw new UsageError(`${from} holds no public key.`)
  if (!sameName(known.words, words.trim().replaceAll(/\s+/g, ' ')))
    throw new CommandFailed({
      kind: 'approval-refused',
      message: `The key in ${from} has other words: ${known.words}.`,
      remedy: 'Compare them once more with its owner, by another way than the file came.'
    })
  const added = await session.call('approver.add', { name, publicKey: known.publicKey })
  session.answer(added, () => `From now on, approvals of “${added.name}” count here.`)
}

function requestText(of: Output<'approval.read'>): string {
  return [
    `${of.project} ${of.release} to ${of.environment}`,
    `Asked for by ${of.requestedBy}, ${new Date(of.requestedAt).toISOString()}, with the key: ${of.words}`,
    ...(of.reason === '' ? [] : [`Reason: ${of.reason}`]),
    ...of.remarks,
    ...of.steps.map(({ title, what, sha256: hash }) => `  ${title}: ${what} (${hash.slice(0, 12)})`),
    ...of.targets.map(target => `  ${target}`),
    ...(of.asks.length === 0 ? [] : [`Answered when it is started, and no part of this: ${of.asks.join(', ')}`]),
    `Plan: ${of.planHash}`
  ].join('\n')
}
