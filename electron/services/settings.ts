import { defaultSettings, type Settings } from '@shared/model/settings'
import { ok, type Result } from '@shared/result'
import type { ServiceContext } from './context'

/** What is set for the whole workspace. */
export function createSettings({ store, publish, exclusive }: ServiceContext) {
  const current = (): Settings => store.settings.get(defaultSettings.id) ?? defaultSettings

  return {
    current,
    get: async (): Promise<Result<Settings>> => ok(current()),

    setAirGap: (isAirGapped: boolean): Promise<Result<Settings>> =>
      exclusive(async () => {
        const before = current()
        if (before.isAirGapped === isAirGapped) return ok(before)
        const settings = { ...before, isAirGapped }
        await store.commit(
          [store.settings.putting(settings)],
          [
            {
              verb: 'changed',
              subject: { kind: 'settings', id: settings.id, name: 'Settings' },
              summary: `Turned the air gap ${inWords(isAirGapped)}.`,
              changes: [{ field: 'Air gap', before: inWords(before.isAirGapped), after: inWords(isAirGapped) }]
            }
          ]
        )
        publish({ type: 'catalog.changed', entity: 'settings' })
        return ok(settings)
      })
  }
}

const inWords = (isOn: boolean): string => (isOn ? 'on' : 'off')
