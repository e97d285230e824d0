/** Bytes as base64. In pieces, because a call of a function takes a limited number of arguments. */
export function base64Of(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let start = 0; start < bytes.length; start += 8192)
    parts.push(String.fromCharCode(...bytes.subarray(start, start + 8192)))
  return btoa(parts.join(''))
}

/** A file as base64, byte for byte, also where it is no text. */
export const base64OfFile = async (file: Blob): Promise<string> => base64Of(new Uint8Array(await file.arrayBuffer()))
