import { useRead } from '../../stores/catalog'

/** Everything that is not over, live. The sidebar and the screen of tasks ask for the very same. */
export const useOpenTasks = () => useRead('deployment.listOpen', {})
