import { notifications } from '@mantine/notifications'
import type { Lifecycle } from '@shared/model/lifecycle'
import { api } from '../../api'
import { useCatalog } from '../../stores/catalog'

/** Makes a lifecycle the one of projects and channels that name none; says when that was refused. */
export const useSetDefault =
  () =>
  async ({ id, name }: Pick<Lifecycle, 'id' | 'name'>): Promise<void> => {
    const result = await api.call('lifecycle.setDefault', { id })
    if (!result.ok) {
      const { message, remedy } = result.failure
      notifications.show({ color: 'red', title: message, message: remedy })
      return
    }
    await useCatalog.getState().refresh('lifecycle')
    notifications.show({ message: `${name} is the default lifecycle now.` })
  }
