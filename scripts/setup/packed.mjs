import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** Below this, packing saves no packet. */
const WORTH_BYTES = 1000;

const PACKED = /\.(js|css)$/;

/** Packs every script and style sheet under a folder as tightly as it goes, once, beside itself. */
export async function pack(folder) {
  const names = readdirSync(folder, { recursive: true }).filter((name) => PACKED.test(name));
  await Promise.all(names.map((name) => packFile(join(folder, name))));
}

async function packFile(file) {
  const content = readFileSync(file);
  if (content.length < WORTH_BYTES) return;
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }),
    promisify(gzip)(content, { level: constants.Z_BEST_COMPRESSION }),
  ]);
  writeFileSync(`${file}.br`, br);
  writeFileSync(`${file}.gz`, gz);
}
