import type { LifecycleId } from '@shared/ids'
import { Loaded } from '../../components/Loaded'
import { useRead } from '../../stores/catalog'
import { bothLoads } from '../../stores/load'
import { NotFoundScreen } from '../NotFoundScreen'
import { LifecycleEditor } from './LifecycleEditor'

/** The editor of one lifecycle; null for a new one. */
export function LifecycleScreen({ lifecycleId }: { readonly lifecycleId: LifecycleId | null }) {
  const lifecycles = useRead('lifecycle.list', {})
  const environments = useRead('environment.list', {})
  const retry = () => {
    lifecycles.again()
    environments.again()
  }
  return (
    <Loaded load={bothLoads(lifecycles.load, environments.load)} onRetry={retry} what="the lifecycle">
      {([list, places]) => {
        if (lifecycleId === null) return <LifecycleEditor lifecycle={null} environments={places} />
        const lifecycle = list.find(({ id }) => id === lifecycleId)
        if (!lifecycle) return <NotFoundScreen what="lifecycle" />
        return <LifecycleEditor lifecycle={lifecycle} environments={places} />
      }}
    </Loaded>
  )
}
