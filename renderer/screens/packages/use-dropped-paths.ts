import { api } from '../../api'
import { useDroppedFiles } from '../../lib/use-dropped-files'

/** Hands on where files and folders lie that are dropped anywhere on the window; tells whether some are held over it. */
export const useDroppedPaths = (onPaths: (paths: readonly string[]) => void): boolean =>
  useDroppedFiles(files => onPaths(api.pathsOf(files)))
