import type { Input } from '@shared/api'
import type { FeedView } from '@shared/feed-calls'
import type { FeedKind } from '@shared/model/package'

/** What people call each kind of feed. */
export const feedKindNames: Readonly<Record<FeedKind, string>> = {
  folder: 'Folder',
  nuget: 'NuGet',
  maven: 'Maven',
  npm: 'npm'
}

/** What the location of each kind looks like. */
export const feedPlaces: Readonly<Record<FeedKind, { readonly label: string; readonly example: string }>> = {
  folder: { label: 'Path', example: '/mnt/packages' },
  nuget: { label: 'Service index', example: 'https://packages.example/v3/index.json' },
  maven: { label: 'Address', example: 'https://packages.example/maven2' },
  npm: { label: 'Address', example: 'https://packages.example/npm' }
}

export interface FeedFormValues extends Record<string, unknown> {
  readonly kind: FeedKind
  readonly name: string
  readonly location: string
  readonly username: string
  readonly password: string
  readonly proxy: string
  readonly caFile: string
}

export const feedFields = ['kind', 'name', 'location', 'username', 'password', 'proxy', 'caFile']

export const feedFormValues = (feed: FeedView | null): FeedFormValues => ({
  kind: feed?.kind ?? 'folder',
  name: feed?.name ?? '',
  location: feed?.location ?? '',
  username: feed?.username ?? '',
  password: '',
  proxy: feed?.proxy ?? '',
  caFile: feed?.caFile ?? ''
})

/** What is sent: a password that nobody typed stays, and without a user there is none. */
export function feedInputOf(values: FeedFormValues): Input<'feed.save'>['feed'] {
  const { password, ...rest } = values
  const web = values.kind !== 'folder'
  const login = web && values.username.trim() !== ''
  return {
    kind: rest.kind,
    name: rest.name,
    location: rest.location,
    username: web ? rest.username : '',
    proxy: web ? rest.proxy : '',
    caFile: web ? rest.caFile : '',
    password: login ? (password === '' ? null : password) : ''
  }
}
