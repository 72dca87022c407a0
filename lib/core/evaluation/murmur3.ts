const encoder = new TextEncoder();
/** Holds one text at a time: a hash a request should leave no garbage behind. */
const scratch = new Uint8Array(512);

/** MurmurHash3 x86 32-bit, seed 0, unsigned, over the UTF-8 bytes of `text`. */
export function murmur3(text: string): number {
  // A UTF-16 unit takes at most three bytes.
  if (text.length * 3 > scratch.length) {
    const bytes = encoder.encode(text);
    return hashBytes(bytes, bytes.length);
  }
  return hashBytes(scratch, writeUtf8(text));
}

/** Writes `text` to the scratch and answers its length in bytes; plain ASCII needs no encoder. */
function writeUtf8(text: string): number {
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f) return encoder.encodeInto(text, scratch).written;
    scratch[i] = unit;
  }
  return text.length;
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
  return (hash ^ (hash >>> 16)) >>> 0;
}

function scramble(block: number): number {
  const k = Math.imul(block, 0xcc9e2d51);
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593);
}

function byte(bytes: Uint8Array, index: number): number {
  return bytes[index] as number;
}
