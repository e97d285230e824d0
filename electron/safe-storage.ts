import { safeStorage } from 'electron'
import type { KeyChain } from './store/vault-key-chain'

/** Electron's word for the keychain in use on Linux, and ours. All others encrypt with a key that is no secret. */
const linuxBackends: Readonly<Record<string, string>> = {
  gnome_libsecret: 'GNOME keyring',
  kwallet: 'KDE wallet',
  kwallet5: 'KDE wallet',
  kwallet6: 'KDE wallet'
}

const nameHere = (): string => {
  if (process.platform === 'darwin') return 'macOS keychain'
  if (process.platform === 'win32') return 'Windows data protection'
  return linuxBackends[safeStorage.getSelectedStorageBackend()] ?? 'keychain'
}

const isReal = (): boolean =>
  process.platform !== 'linux' || Object.hasOwn(linuxBackends, safeStorage.getSelectedStorageBackend())

/** The operating system's keychain as Electron reaches it. For use once the app is ready. */
export const systemKeyChain: KeyChain = {
  get name() {
    return nameHere()
  },
  isAvailable: () => isReal() && safeStorage.isEncryptionAvailable(),
  // It takes text only, and text cannot be wiped: what it gets is a key that wraps the vault's key and nothing else.
  wrap: async bytes => safeStorage.encryptString(Buffer.from(bytes).toString('base64')),
  unwrap: async wrapped => Buffer.from(safeStorage.decryptString(Buffer.from(wrapped)), 'base64')
}
