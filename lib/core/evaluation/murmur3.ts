const encoder = new TextEncoder();
/** Holds one text at a time: a hash a request should leave no garbage behind. */
const scratch = new Uint8Array(512);

/**
 * MurmurHash3 x86 32-bit, seed 0, over the UTF-8 bytes of `text` and what follows it. Its 32 bits come as a signed
 * number: half of the unsigned ones are too large for the engine to pass on without an object on the heap.
 */
export function murmur3(text: string, rest = ""): number {
  const length = text.length + rest.length;
  if (length <= scratch.length && writeAscii(text, 0) && writeAscii(rest, text.length)) return hashBytes(scratch, length);
  const bytes = encoder.encode(text + rest);
  return hashBytes(bytes, bytes.length);
}

/** Writes `text` to the scratch; false when it is more than plain ASCII, for which there is an encoder. */
function writeAscii(text: string, at: number): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f) return false;
    scratch[at + i] = unit;
  }
  return true;
}

function hashBytes(bytes: Uint8Array, length: number): number {
  const blocks = length & ~3;
  let hash = 0;
  for (let i = 0; i < blocks; i += 4) {
    const k = byte(bytes, i) | (byte(bytes, i + 1) << 8) | (byte(bytes, i + 2) << 16) | (byte(bytes, i + 3) << 24);
    hash ^= scramble(k);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  for (let i = length - 1; i >= blocks; i -= 1) tail = (tail << 8) | byte(bytes, i);
  hash ^= scramble(tail);

  hash ^= length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function scramble(block: number): number {
  const k = Math.imul(block, 0xcc9e2d51);
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593);
}

function byte(bytes: Uint8Array, index: number): number {
  return bytes[index] as number;
}
