import type { AuditDraft, AuditVerb } from '@shared/audit'
import type { Failure } from '@shared/failure'
import { fail, ok, type Result } from '@shared/result'
import type { VaultSetUp, VaultStatus } from '@shared/vault'
import type { ServiceContext } from './context'
import type { Deployments } from './deployments'
import { inUse } from './rules'

/** After this many wrong passphrases in a row, the next attempt has to wait, each time twice as long. */
const freeAttempts = 3
const firstWait = 1000
const longestWait = 30_000

/** How long the next attempt waits after so many wrong ones, in milliseconds. */
const waitAfter = (refusals: number): number =>
  refusals < freeAttempts ? 0 : Math.min(firstWait * 2 ** (refusals - freeAttempts), longestWait)

/** The vault's lock: set up, unlocked, locked. Every turn of it is in the audit log; no passphrase is, in any form. */
export function createVault(context: ServiceContext, deployments: Pick<Deployments, 'open' | 'underWay'>) {
  const { store, now, publish, exclusive } = context
  const { guard } = store.vault
  let refusals = 0
  let nextAttemptAt = 0

  const status = async (): Promise<VaultStatus> => ({ ...guard.state(), secrets: await store.vault.count() })

  const told = async (entry: AuditDraft | null): Promise<Result<VaultStatus>> => {
    if (entry) await store.commit([], [entry])
    const current = await status()
    publish({ type: 'vault.changed', status: current })
    return ok(current)
  }

  /** Counts wrong passphrases, because whoever guesses must not guess fast. */
  const attempt = async (work: () => Promise<Result<null>>, verb: string): Promise<Result<null>> => {
    const wait = nextAttemptAt - now()
    if (wait > 0) return fail(tooSoon(wait))
    const done = await work()
    if (done.ok) refusals = 0
    else if (done.failure.kind === 'passphrase-wrong') {
      refusals += 1
      const next = waitAfter(refusals)
      nextAttemptAt = now() + next
      await store.commit([], [about('unlock-refused', `Refused a wrong passphrase to ${verb}.`)])
      if (next > 0) return fail({ ...done.failure, detail: { waitMs: String(next) } })
    }
    return done
  }

  const whyNotNow = (what: string, open: readonly string[]): Failure | null => {
    return open.length === 0 ? null : inUse(what, open, 'Wait until it is over, or cancel it.')
  }

  return {
    status: async (): Promise<Result<VaultStatus>> => ok(await status()),

    setUp: (input: VaultSetUp): Promise<Result<VaultStatus>> =>
      exclusive(async () => {
        if (guard.isKeyFileEnough) return fail(madeUp)
        const done = await withBytes(input.passphrase, passphrase =>
          guard.setUp({ keychain: input.protection === 'keychain', passphrase })
        )
        return done.ok ? told(about('created', `Protected the vault with ${protectedWith(input)}.`)) : done
      }),

    unlock: (passphrase: string | undefined): Promise<Result<VaultStatus>> =>
      exclusive(async () => {
        const wasLocked = guard.state().isLocked
        const work = () => withBytes(passphrase, bytes => guard.unlock(bytes))
        const done = await (passphrase === undefined ? work() : attempt(work, 'unlock the vault'))
        if (!done.ok) return done
        return told(wasLocked ? about('unlocked', 'Unlocked the vault.') : null)
      }),

    lock: (): Promise<Result<VaultStatus>> =>
      exclusive(async () => {
        if (guard.isKeyFileEnough) return fail(madeUp)
        const busy = whyNotNow('The open vault', deployments.underWay())
        if (busy) return fail(busy)
        const { protection } = guard.state()
        if (protection !== 'keychain' && protection !== 'passphrase') return fail(nothingToLock)
        guard.lock()
        return told(about('locked', 'Locked the vault.'))
      }),

    changePassphrase: (current: string | undefined, next: string): Promise<Result<VaultStatus>> =>
      exclusive(async () => {
        if (guard.isKeyFileEnough) return fail(madeUp)
        const work = () =>
          withBytes(current, old => withBytes(next, bytes => guard.changePassphrase(old, bytes ?? new Uint8Array())))
        const done = await attempt(work, 'change the passphrase')
        if (done.ok) return told(about('passphrase-changed', 'Changed the passphrase of the vault.'))
        // The other field must not be blamed for a wrong current passphrase.
        return done.failure.kind === 'passphrase-wrong' ? fail(atField(done.failure, 'current')) : done
      }),

    startOver: (): Promise<Result<VaultStatus>> =>
      exclusive(async () => {
        if (guard.isKeyFileEnough) return fail(madeUp)
        const busy = whyNotNow('The vault', deployments.open())
        if (busy) return fail(busy)
        if (guard.state().protection === 'none') return fail(nothingToLock)
        const secrets = await store.vault.count()
        await guard.startOver(new Date(now()).toISOString().replace(/\D/g, '').slice(0, 14))
        // Their private halves are among what was kept aside: whatever is signed next is signed with new ones.
        for (const { id } of store.bundleKeys.all()) await store.bundleKeys.remove(id)
        const kept = secrets === 1 ? '1 secret was' : `${secrets} secrets were`
        return told(about('changed', `Started the vault over; the old key and ${kept} kept aside.`))
      })
  }
}

const about = (verb: AuditVerb, summary: string): AuditDraft => ({
  verb,
  subject: { kind: 'vault', id: 'vault', name: 'Vault' },
  summary
})

const protectedWith = ({ protection, passphrase }: VaultSetUp): string => {
  if (protection === 'passphrase') return 'a passphrase'
  return passphrase === undefined ? 'the keychain' : 'the keychain and a recovery passphrase'
}

/** Gives a passphrase as bytes that are wiped afterwards. The same letters are the same bytes on every keyboard. */
async function withBytes<T>(text: string | undefined, work: (bytes: Uint8Array | null) => Promise<T>): Promise<T> {
  if (text === undefined) return work(null)
  const bytes = Buffer.from(text.normalize('NFKC'))
  try {
    return await work(bytes)
  } finally {
    bytes.fill(0)
  }
}

const atField = (failure: Failure, path: string): Failure => ({
  ...failure,
  issues: [{ path, message: 'is wrong' }]
})

const tooSoon = (ms: number): Failure => {
  const seconds = Math.ceil(ms / 1000)
  return {
    kind: 'passphrase-wrong',
    message: `Too many wrong passphrases: the next one can be tried in ${seconds} s.`,
    remedy: 'Check Caps Lock and the keyboard’s language meanwhile.',
    detail: { waitMs: String(ms) }
  }
}

const madeUp: Failure = {
  kind: 'forbidden',
  message: 'The secrets of the demo are made up, and their key stays in a plain file.',
  remedy: 'Leave the demo to protect the secrets of your own workspace.'
}

const nothingToLock: Failure = {
  kind: 'vault-not-set-up',
  message: 'The vault is not set up, so there is nothing to lock.',
  remedy: 'Set it up under Settings → Security, or with: slipway vault set-up'
}
