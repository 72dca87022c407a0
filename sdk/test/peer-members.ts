/** What an instance says with `POST /api/v1/instances`. */
export type Acknowledged = {
  service: string;
  instance: string;
  version: string;
  revision: number;
  leaseSeconds: number;
  incarnation: string;
  register?: boolean;
  onLeaseLoss: "hold" | "fence";
  coldStart: "fenced" | "persisted";
  operationSeconds: number;
  writes: string[];
};

export type Member = Acknowledged & { leaseUntil: number; departed: boolean };

/** Registered instances, admitted and refused as a dataplane does. */
export class Members {
  readonly #members = new Map<string, Member>();
  /** Names of instances that came back as another incarnation although they had not left. */
  readonly doubts: string[] = [];

  get(instance: string): Member | undefined {
    return this.#members.get(instance);
  }

  /** As an operator does with one that will not return. */
  writeOff(instance: string): void {
    const member = this.#members.get(instance);
    if (member) member.departed = true;
  }

  /** The rule that stands against it; null when it was taken. */
  take(said: Acknowledged, present: number): string | null {
    const known = this.#members.get(said.instance);
    const here = known && !known.departed && known.incarnation === said.incarnation ? known : undefined;
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
    if (known && !known.departed && !here) this.doubts.push(said.instance);
    this.#members.set(said.instance, { ...said, leaseUntil: Date.now() + said.leaseSeconds * 1000, departed: false });
    return null;
  }
}
