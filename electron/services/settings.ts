import { defaultHttpApi, type HttpApiSettings, httpApiAddress } from '@shared/model/http-api'
import { defaultSettings, type Settings } from '@shared/model/settings'
import { bytesWords } from '@shared/plan/words'
import { ok, type Result } from '@shared/result'
import { changesOf } from './audit-changes'
import type { ServiceContext } from './context'
import type { ServicePorts } from './ports'

/** What is set for the whole workspace. */
export function createSettings(
  { store, publish, exclusive }: ServiceContext,
  ports: { readonly ssh: Pick<ServicePorts['ssh'], 'limitTransfers'> }
) {
  const current = (): Settings => store.settings.get(defaultSettings.id) ?? defaultSettings

  /** Sets what is another value than before, with a sentence about it. */
  const set = (wanted: Partial<Settings>, summary: string, field: string, words: (of: Settings) => string) =>
    exclusive(async (): Promise<Result<Settings>> => {
      const before = current()
      const after = { ...before, ...wanted }
      const changes = changesOf(field, words(before), words(after))
      if (changes.length === 0) return ok(before)
      const subject = { kind: 'settings', id: after.id, name: 'Settings' } as const
      await store.commit([store.settings.putting(after)], [{ verb: 'changed', subject, summary, changes }])
      publish({ type: 'catalog.changed', entity: 'settings' })
      return ok(after)
    })

  ports.ssh.limitTransfers(current().transferLimit)

  return {
    current,
    get: async (): Promise<Result<Settings>> => ok(current()),

    setAirGap: (isAirGapped: boolean): Promise<Result<Settings>> =>
      set({ isAirGapped }, `Turned the air gap ${inWords(isAirGapped)}.`, 'Air gap', of => inWords(of.isAirGapped)),

    setNotifies: (notifies: boolean): Promise<Result<Settings>> =>
      set({ notifies }, `Turned notices of the system ${inWords(notifies)}.`, 'Notices', of => inWords(of.notifies)),

    setTransferLimit: async (transferLimit: number | null): Promise<Result<Settings>> => {
      const saved = await set(
        { transferLimit },
        transferLimit === null
          ? 'Let transfers be as fast as they can.'
          : `Let transfers take ${bytesWords(transferLimit)} a second.`,
        'Transfers',
        of => (of.transferLimit === null ? 'as fast as it goes' : `${bytesWords(of.transferLimit)} a second`)
      )
      ports.ssh.limitTransfers(current().transferLimit)
      return saved
    },

    setTaskLimit: (taskLimit: number): Promise<Result<Settings>> =>
      set({ taskLimit }, `Let ${taskLimit} run at a time.`, 'At a time', of => String(of.taskLimit)),

    setHttpApi: (httpApi: HttpApiSettings): Promise<Result<Settings>> =>
      set(
        { httpApi },
        `Turned the HTTP API ${inWords(httpApi.isOn)}, at ${httpApiAddress(httpApi)}.`,
        'HTTP API',
        ({ httpApi: of = defaultHttpApi }) => `${inWords(of.isOn)}, at ${httpApiAddress(of)}`
      )
  }
}

const inWords = (isOn: boolean): string => (isOn ? 'on' : 'off')
