/** What an instance says with `POST /api/v1/instances`. */
export type Acknowledged = {
  service: string;
  instance: string;
  version: string;
  revision: number;
  leaseSeconds: number;
  incarnation: string;
  secret: string;
  register?: boolean;
  succeeds?: { incarnation: string; secret: string }[];
  onLeaseLoss: "hold" | "fence";
  coldStart: "fenced" | "persisted";
  operationSeconds: number;
  writes: string[];
};

export type Member = Acknowledged & { leaseUntil: number; departed: boolean };

/** Registered runs, admitted and refused as a dataplane does. */
export class Members {
  readonly #runs = new Map<string, Member>();
  /** Names of instances of which a run was succeeded although it had not left. */
  readonly doubts: string[] = [];

  /** The newest run of that name. */
  get(instance: string): Member | undefined {
    return this.runs(instance).at(-1);
  }

  runs(instance: string): Member[] {
    return [...this.#runs.values()].filter((run) => run.instance === instance);
  }

  /** As an operator does with one that will not return. */
  writeOff(instance: string): void {
    for (const run of this.runs(instance)) run.departed = true;
  }

  /** The rule that stands against it; null when it was taken. */
  take(said: Acknowledged, present: number): string | null {
    const known = this.#runs.get(said.incarnation);
    if (known && known.secret !== said.secret) return "not-this-run";
    const former = (said.succeeds ?? []).map(({ incarnation, secret }) => ({ run: this.#runs.get(incarnation), secret }));
    if (former.some(({ run, secret }) => run && run.secret !== secret)) return "not-this-run";
    const here = known?.departed ? undefined : known;
    if (said.leaseSeconds === 0) {
      if (!here) return "unknown-instance";
      here.departed = true;
      return null;
    }
    if (said.revision > present) return "future";
    if (here && said.revision < here.revision) return "backwards";
    if (said.register && said.revision !== present) return "behind";
    if (!said.register && !here) return "unknown-instance";
    const lapsed = here && here.onLeaseLoss === "fence" && here.leaseUntil < Date.now();
    if (!said.register && lapsed && said.revision < present) return "lease-lost";
    for (const { run } of former) {
      if (!run || run.departed) continue;
      run.departed = true;
      this.doubts.push(run.instance);
    }
    this.#runs.delete(said.incarnation);
    this.#runs.set(said.incarnation, { ...said, leaseUntil: Date.now() + said.leaseSeconds * 1000, departed: false });
    return null;
  }
}
