import type { ChangeView } from "../../lib/switches/schema/change.ts";
import type { SwitchView } from "../../lib/switches/schema/switch.ts";
import type { Place, Session } from "../session.ts";
import { isOf, type Target } from "../switches.ts";
import { changeText, clockText } from "../words.ts";

const MOST_CHANGES = 200;
/** A change has the time it was asked for, and may be stored after one that was asked for later. */
const OVERLAP_MS = 60_000;

/** Tells every change of the watched switches once, oldest first. */
export class Changes {
  readonly #session: Session;
  readonly #place: Place;
  readonly #target: Target;
  readonly #versions: Map<string, number>;
  /** Of the newest change known, by the server's clock. */
  #newest: number;

  /** `views`: how the switches stand at the beginning. */
  constructor(session: Session, place: Place, target: Target, views: readonly SwitchView[]) {
    this.#session = session;
    this.#place = place;
    this.#target = target;
    this.#versions = new Map(views.map(({ key, version }) => [key, version]));
    this.#newest = Math.max(OVERLAP_MS, ...views.map(({ updatedAt }) => Date.parse(updatedAt)));
  }

  /** Asks for what is new, once. Throws when there is no answer. */
  async tell(): Promise<void> {
    const { environment, projectPath } = this.#place;
    const since = new Date(this.#newest - OVERLAP_MS).toISOString();
    const query = new URLSearchParams({ environment, since, limit: String(MOST_CHANGES) });
    const { items } = await this.#session.console.get<{ items: ChangeView[] }>(`${projectPath}/changes?${query}`, 0);
    const oldest = items[MOST_CHANGES - 1];
    if (oldest && this.#isNew(oldest))
      this.#session.out.complain("More came at once than can be asked for; the audit log has all.");
    for (const change of items.reverse()) if (isOf(this.#target, change.switch)) this.#tellOne(change);
  }

  #isNew({ switch: key, version }: ChangeView): boolean {
    return version > (this.#versions.get(key) ?? 0);
  }

  #tellOne(change: ChangeView): void {
    const { out } = this.#session;
    if (!this.#isNew(change)) return;
    this.#versions.set(change.switch, change.version);
    this.#newest = Math.max(this.#newest, Date.parse(change.at));
    if (out.json) out.document(change, true);
    else out.print(lineOf(change), change.direction === "back" ? "bad" : "plain");
  }
}

function lineOf(change: ChangeView): string {
  const held = change.held && change.act !== "hold" ? ", held" : "";
  return `${clockText(change.at)}  ${change.switch} ${changeText(change)}${held} (v${change.version})`;
}
