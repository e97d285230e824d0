import type { FeedAccess, FeedTransport } from '@shared/packages/feed-transport'

/** How one kind of feed is asked. */
export type FeedDialect = FeedTransport

/** An address with a slash at its end, so that names can be put behind it. */
export const baseOf = ({ location }: Pick<FeedAccess, 'location'>): string => location.replace(/\/*$/, '/')

/** The last part of an address, as the name of a file. */
export const fileNameOf = (url: string): string => decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '')

/** A member of something that came as JSON; undefined where there is none. */
export const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined

export const textIn = (value: unknown, name: string): string | null => {
  const found = member(value, name)
  return typeof found === 'string' ? found : null
}

export const listIn = (value: unknown, name: string): readonly unknown[] => {
  const found = member(value, name)
  return Array.isArray(found) ? found : []
}

/** A moment as feeds write it, in milliseconds since 1970 UTC; null where it is none. NuGet says 1900 for “unlisted”. */
export function momentOf(text: string | null): number | null {
  const at = text === null ? Number.NaN : Date.parse(text)
  return Number.isNaN(at) || at <= 0 ? null : at
}
