import type { Failure } from '@shared/failure'

/** Whether a failure of a port says that another try would end the same. */
export const isUselessAgain = ({ detail }: Failure): boolean => detail?.again === 'useless'
