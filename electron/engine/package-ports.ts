import type { Sha256 } from '@shared/ids'
import type { PackageManifest } from '@shared/packages/manifest'
import type { Result } from '@shared/result'

/** Something to bring to a place. Shipments with the same `key` at the same time are read from the disk once. */
export type Shipment =
  | {
      readonly kind: 'file'
      /** Of the content. */
      readonly key: Sha256
      /** Absolute path on this machine. */
      readonly from: string
      readonly bytes: number
      /** Path there; relative ones start in the home folder of whoever logs in. Its folder is made. */
      readonly to: string
    }
  | {
      readonly kind: 'tree'
      /** Of the package that it is unpacked from. */
      readonly key: Sha256
      /** Absolute path of the unpacked package on this machine; it is as the manifest says. */
      readonly from: string
      readonly manifest: PackageManifest
      /** Path of the folder there; relative ones start in the home folder of whoever logs in. */
      readonly to: string
      /** Folders there that may hold much of the same, the most alike first; those that are missing do not matter. */
      readonly basedOn: readonly string[]
    }

export interface ShipmentProgress {
  /** Bytes that were sent so far, and that are to be sent in all as far as is known. */
  readonly sent: number
  readonly total: number
}

/** How a shipment went. */
export interface Shipped {
  /**
   * `there`: nothing had to be sent. `changes`: only files that differ. `stream`: one stream. `resumed`: what was missing
   * of a broken transfer. `sftp`: as files, because commands are not allowed. `system-ssh`: by this machine's own ssh.
   */
  readonly how: 'there' | 'changes' | 'stream' | 'resumed' | 'sftp' | 'system-ssh'
  /** Bytes that went over the connection. */
  readonly sent: number
  /** Of `changes`: how many files differed. */
  readonly changed?: number
  /** Absolute path there. */
  readonly path: string
}

/** Packages of this machine, by the hash of their file. */
export interface PackagesPort {
  /** Fails with `package-missing` where it is not in the repository any more, or is damaged. */
  open(sha256: Sha256): Promise<Result<OpenedPackage>>
}

export interface OpenedPackage {
  /** Absolute path of the file as it came. */
  readonly file: string
  readonly bytes: number
  readonly manifest: PackageManifest
  /** Unpacks it where it is not yet, and says where: a folder that nobody may change. */
  folder(signal: AbortSignal): Promise<Result<string>>
  /** Reads one file of it. */
  read(path: string): Promise<Result<Uint8Array>>
}
