import { mkdir, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseSnapshot } from "../../lib/core/evaluation/snapshot.ts";
import { log } from "../../lib/platform/log.ts";
import type { PublishedEnvironment } from "../../lib/snapshot/reads/published.ts";
import type { DataplaneToken } from "../../lib/tokens/reads/dataplane.ts";
import { oneAtATime } from "../one-at-a-time.ts";
import { piecesOf } from "./pieces.ts";

export type Saved = { environments: PublishedEnvironment[]; tokens: DataplaneToken[] };

const TOKENS_FILE = "tokens.json";

/**
 * The last state, one file an environment and one for the hashes of tokens, for a start without Postgres. Each
 * file is replaced whole. A disk that fails is reported and does not stop anything.
 */
export class Disk {
  private readonly folder: string;
  private readonly waiting = new Map<string, Iterable<string> | null>();
  /** Why the last write failed; null when it did not. */
  problem: string | null = null;

  constructor(home: string) {
    this.folder = join(home, "snapshots");
  }

  /** What can be read; a faulty file is reported and left out. */
  async load(): Promise<Saved> {
    const names = await readdir(this.folder).catch(() => []);
    const saved: Saved = { environments: [], tokens: [] };
    for (const name of names.filter((each) => each.endsWith(".json"))) {
      try {
        const content = JSON.parse(await readFile(join(this.folder, name), "utf8"));
        if (name === TOKENS_FILE) saved.tokens = content;
        else saved.environments.push({ allowedOrigins: ["*"], ...content, snapshot: parseSnapshot(content.snapshot) });
      } catch (error) {
        log.warn({ file: name, error: (error as Error).message }, "saved snapshot cannot be read");
      }
    }
    return saved;
  }

  environmentChanged(id: string, published: PublishedEnvironment | null): void {
    this.replace(`${id}.json`, published && piecesOf(published));
  }

  tokensChanged(tokens: readonly DataplaneToken[]): void {
    this.replace(TOKENS_FILE, [JSON.stringify(tokens.filter((token) => token.environmentId !== null))]);
  }

  /** Settles when everything handed over is written, or could not be. */
  readonly flushed = oneAtATime(() => this.writeWaiting());

  private replace(name: string, content: Iterable<string> | null): void {
    this.waiting.set(name, content);
    void this.flushed();
  }

  private async writeWaiting(): Promise<void> {
    for (const [name, content] of this.waiting) {
      this.waiting.delete(name);
      try {
        const path = join(this.folder, name);
        if (content === null) await rm(path, { force: true });
        else await replaceFile(this.folder, path, content);
        this.problem = null;
      } catch (error) {
        const message = (error as Error).message;
        if (this.problem === null) log.warn({ error: message }, "cannot save the snapshot");
        this.problem = message;
      }
    }
  }
}

async function replaceFile(folder: string, path: string, pieces: Iterable<string>): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.new`;
  const file = await open(draft, "w", 0o600);
  try {
    await writeFile(file, pieces);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}
