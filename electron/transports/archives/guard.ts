import { isSafePath } from '@shared/packages/manifest'
import type { ArchiveLimits } from './entries'
import { quoted, type Refuse } from './refusal'

/** What is known of an entry before its content. Paths are as the archive has them, with slashes. */
export type FoundEntry =
  | { readonly kind: 'file'; readonly path: string; readonly bytes: number }
  | { readonly kind: 'copy'; readonly path: string; readonly of: string }
  | { readonly kind: 'link'; readonly path: string; readonly to: string }
  | { readonly kind: 'folder'; readonly path: string }

const deviceName = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$|clock\$)(\..*)?$/i
/** How many links lead on from each other at most, as systems count them. */
const linkLimit = 40

interface Known {
  readonly kind: 'file' | 'link' | 'folder'
  readonly path: string
  readonly bytes: number
  readonly to: string
}

/**
 * Looks at each entry of one archive before anybody may use it, and refuses what could leave the folder that it is
 * unpacked into, hide another entry, or fill the disk.
 */
export class ArchiveGuard {
  readonly #refuse: Refuse
  readonly #limits: ArchiveLimits
  /** Bytes of the archive itself. */
  readonly #size: number
  /** By path without case: some file systems do not tell such names apart. */
  readonly #known = new Map<string, Known>()
  #entries = 0
  #unpacked = 0

  constructor(refuse: Refuse, limits: ArchiveLimits, size: number) {
    this.#refuse = refuse
    this.#limits = limits
    this.#size = size
  }

  /** Takes note of an entry; its path comes back in the form that manifests use. @throws FailureError */
  enter(found: FoundEntry): string {
    if (++this.#entries > this.#limits.entries)
      throw this.#refuse(`it has more than ${this.#limits.entries.toLocaleString('en')} entries`)
    const path = this.#checked(found.path, found.kind === 'folder')
    // The folder that everything is in, as many archives name it.
    if (path === '') return ''
    const bytes = found.kind === 'copy' ? this.#sizeOf(found.path, found.of) : found.kind === 'file' ? found.bytes : 0
    this.#ancestors(path)
    const kind = found.kind === 'copy' ? 'file' : found.kind
    this.#add({ kind, path, bytes, to: found.kind === 'link' ? this.#checkedLink(path, found.to) : '' })
    this.#grow(path, bytes)
    return path
  }

  /** Path of the file that a hard link repeats. @throws FailureError */
  original(path: string): string {
    return this.#known.get(this.#checked(path, false).toLowerCase())?.path ?? ''
  }

  /** Looks at what only the whole archive tells: where links lead to. @throws FailureError */
  finish(): void {
    for (const item of this.#known.values()) if (item.kind === 'link') this.#follow(item)
  }

  #checked(raw: string, isFolder: boolean): string {
    const path = raw.replace(/^(\.\/+)+/, '').replace(/\/{2,}/g, '/')
    const clean = isFolder ? path.replace(/\/$/, '') : path
    if (isFolder && (clean === '' || clean === '.')) {
      if (/^\/|^$/.test(raw)) throw this.#refuse(`its entry ${quoted(raw)} has an absolute path`)
      return ''
    }
    const why = this.#whyNot(clean, raw)
    if (why !== null) throw this.#refuse(`its entry ${quoted(raw)} ${why}`)
    return clean
  }

  #whyNot(path: string, raw: string): string | null {
    if (raw.length > 4096) return 'has a path of more than 4,096 characters'
    if (/\p{Cc}/u.test(raw)) return 'has a name with control characters'
    if (raw.includes('\uFFFD')) return 'has a name that is no UTF-8'
    if (/^[A-Za-z]:/.test(path)) return 'has the letter of a drive in its path'
    if (/^[/\\]/.test(raw)) return 'has an absolute path'
    const parts = path.split('/')
    if (parts.includes('..')) return 'leads out of the package'
    if (raw.includes('\\')) return 'has a backslash in its name'
    if (parts.length > this.#limits.depth) return `lies more than ${this.#limits.depth} folders deep`
    if (parts.some(part => deviceName.test(part))) return 'has a name that Windows keeps for a device'
    if (parts.some(part => /[<>:"|?*]/.test(part))) return 'has a character in its name that Windows does not allow'
    if (parts.some(part => /[. ]$/.test(part) && part !== '.')) return 'has a name that ends in a dot or a space'
    if (parts.some(part => Buffer.byteLength(part) > 255)) return 'has a name of more than 255 bytes'
    return isSafePath(path) ? null : 'has a path that says nothing, such as “.”'
  }

  #ancestors(path: string): void {
    for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1)) {
      const above = path.slice(0, end)
      const other = this.#known.get(above.toLowerCase())
      if (other === undefined) {
        this.#known.set(above.toLowerCase(), { kind: 'folder', path: above, bytes: 0, to: '' })
        continue
      }
      if (other.kind !== 'folder')
        throw this.#refuse(`its entry ${quoted(path)} lies in ${quoted(other.path)}, which is a ${other.kind}`)
      this.#sameCase(above, other.path)
    }
  }

  #add(entry: Known): void {
    const key = entry.path.toLowerCase()
    const other = this.#known.get(key)
    if (other === undefined) {
      this.#known.set(key, entry)
      return
    }
    this.#sameCase(entry.path, other.path)
    if (other.kind === 'folder' && entry.kind === 'folder') return
    if (other.kind === 'folder' || entry.kind === 'folder')
      throw this.#refuse(
        `its entry ${quoted(entry.path)} is a folder and a ${entry.kind === 'folder' ? other.kind : entry.kind}`
      )
    throw this.#refuse(`its entry ${quoted(entry.path)} is there twice`)
  }

  #sameCase(path: string, other: string): void {
    if (path !== other)
      throw this.#refuse(`its entries ${quoted(other)} and ${quoted(path)} differ only in capital letters`)
  }

  #sizeOf(path: string, of: string): number {
    const original = this.#known.get(this.#checked(of, false).toLowerCase())
    if (original?.kind === 'file') return original.bytes
    throw this.#refuse(`its entry ${quoted(path)} repeats ${quoted(of)}, which is no file before it`)
  }

  #grow(path: string, bytes: number): void {
    this.#unpacked += bytes
    const { unpackedBytes, ratio, freeBytes } = this.#limits
    if (!Number.isSafeInteger(bytes) || bytes < 0)
      throw this.#refuse(`its entry ${quoted(path)} has no size that can be`)
    if (this.#unpacked > unpackedBytes)
      throw this.#refuse(`it holds more than ${unpackedBytes.toLocaleString('en')} bytes, at ${quoted(path)}`)
    if (this.#unpacked > freeBytes && this.#unpacked > ratio * this.#size)
      throw this.#refuse(`it becomes more than ${ratio} times larger than it is, at ${quoted(path)}`)
  }

  #checkedLink(path: string, to: string): string {
    const why =
      to === '' || to.length > 4096
        ? 'leads nowhere'
        : /[\p{Cc}\uFFFD]/u.test(to)
          ? 'leads to a name with control characters'
          : /^[/\\]|^[A-Za-z]:/.test(to)
            ? 'leads to an absolute path'
            : to.includes('\\')
              ? 'leads to a name with a backslash'
              : null
    if (why !== null) throw this.#refuse(`its link ${quoted(path)} ${why}`)
    return to
  }

  /** Goes where a link leads, through other links too, as the system would. */
  #follow(link: Known): void {
    const parts = link.path.split('/')
    const at = parts.slice(0, -1)
    const ahead = link.to.split('/').reverse()
    let links = 0
    for (let part = ahead.pop(); part !== undefined; part = ahead.pop()) {
      if (part === '' || part === '.') continue
      if (part === '..') {
        if (at.pop() === undefined) throw this.#refuse(`its link ${quoted(link.path)} leads out of the package`)
        continue
      }
      const next = this.#known.get([...at, part].join('/').toLowerCase())
      if (next?.kind !== 'link') at.push(part)
      else if (++links > linkLimit) throw this.#refuse(`its link ${quoted(link.path)} leads in a circle`)
      else ahead.push(...next.to.split('/').reverse())
    }
  }
}
