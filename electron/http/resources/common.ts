import type { Space } from '../request'
import type { JsonObject } from '../wire'

/** What every resource of a space begins with; `path` is where it is found, below its space. */
export const inSpace = (space: Pick<Space, 'wireId'>, path: string, id: string): JsonObject => ({
  Id: id,
  SpaceId: space.wireId,
  // Slipway's audit log knows when and by whom; resources do not carry it.
  LastModifiedOn: null,
  LastModifiedBy: null,
  Links: { Self: `/api/${space.wireId}/${path}/${encodeURIComponent(id)}` }
})
