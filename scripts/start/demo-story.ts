/** The demo's programme: an order module leaving a monolith and its crowded table. Dates count from today. */

export const PASSWORD = "switchyard";
export const ADMIN = "admin@demo.local";

export const PROJECT = {
  key: "orders",
  name: "Order refactoring",
  goal: "Take product and payment orders out of the monolith into services of their own, without a lost or wrong order.",
  demo: true,
};

export const MODULES = [
  {
    key: "orders",
    name: "Product orders",
    domain: "Trade",
    owner: "Trade services",
    oldSystem: "monolith, table orders",
    newSystem: "order-service, 64 tables by user",
  },
  {
    key: "payments",
    name: "Payment orders",
    domain: "Payment",
    owner: "Payment services",
    oldSystem: "monolith, table orders",
    newSystem: "payment-service, 64 tables by user",
  },
];

export const MEMBERS = [
  { email: "lead@demo.local", name: "Lin Chen", role: "lead" },
  { email: "oncall@demo.local", name: "Omar Haddad", role: "operator" },
  { email: "viewer@demo.local", name: "Vera Novak", role: "viewer" },
];

type Milestone = {
  name: string;
  owner: string;
  baselineDate: string;
  currentDate: string;
  status: "planned" | "active" | "done";
  doneDate?: string;
};

/** Days from today: where it was planned, and where it stands now. */
function milestone(
  name: string,
  owner: string,
  baseline: number,
  current = baseline,
  status: Milestone["status"] = "planned",
): Milestone {
  const done = status === "done" ? { doneDate: day(current) } : {};
  return { name, owner, baselineDate: day(baseline), currentDate: day(current), status, ...done };
}

export const PHASES = [
  {
    name: "Analyse and design",
    goal: "Every interface of the order module known, the new model agreed.",
    milestones: [
      milestone("Interface inventory complete", "Lin Chen", -77, -77, "done"),
      milestone("New order model agreed: 64 tables by user, ordered ids", "Mei Tanaka", -56, -49, "done"),
    ],
  },
  {
    name: "New service layer",
    goal: "Old and new app versions reach the new services; every call can be taken back by a switch.",
    milestones: [
      milestone("Interface layer answers old app versions", "Lin Chen", -28, -24, "done"),
      milestone("Order services behind their switches", "Omar Haddad", -7, -3, "done"),
      milestone("Interface cases pass on both paths", "Iris Okafor", 5, 5, "active"),
      milestone("All product-order requests on the new layer", "Lin Chen", 14, 18, "active"),
    ],
  },
  {
    name: "Verify the data",
    goal: "What the new model holds equals the old one before anybody reads from it.",
    milestones: [
      milestone("Old orders backfilled and compared", "Mei Tanaka", 30),
      milestone("Fourteen days of double writes without a difference", "Mei Tanaka", 44, 47),
      milestone("Reads come from the new model", "Lin Chen", 58, 63),
    ],
  },
  {
    name: "Release and clear away",
    goal: "The old path is gone: its tables, its code and its switches.",
    milestones: [
      milestone("Payment orders follow", "Priya Raman", 84),
      milestone("Old order tables archived, switches removed", "Omar Haddad", 112),
    ],
  },
];

type Level = 1 | 2 | 3 | 4 | 5;

function risk(
  hypothesis: string,
  [likelihood, impact]: [Level, Level],
  [targetLikelihood, targetImpact]: [Level, Level],
  rest: { owner: string; mitigation: string; response: string; reviewIn: number },
) {
  const { reviewIn, ...texts } = rest;
  return { hypothesis, likelihood, impact, targetLikelihood, targetImpact, ...texts, reviewDate: day(reviewIn) };
}

export const RISKS = [
  risk("A write reaches one store and not the other, and nobody notices", [3, 5], [1, 5], {
    owner: "Mei Tanaka",
    mitigation: "Authority first, failures of the second store counted per operation, daily comparison of both stores",
    response: "Hold orders.data, replay the failed writes from the authority",
    reviewIn: 7,
  }),
  risk("Backfilled orders differ from what users saw", [3, 4], [2, 3], {
    owner: "Mei Tanaka",
    mitigation: "Backfill in checkpointed chunks, each compared field by field",
    response: "Stop the backfill, mend the mapping, run the chunk again",
    reviewIn: 14,
  }),
  risk("Old app versions break on the new interface layer", [4, 3], [2, 2], {
    owner: "Lin Chen",
    mitigation: "Rules keep versions before 4.2 on the old path until their cases pass",
    response: "Send these versions back by rule",
    reviewIn: 5,
  }),
  risk("Latency grows by the extra hop through the service layer", [3, 3], [2, 2], {
    owner: "Lin Chen",
    mitigation: "p99 of both paths side by side at every share",
    response: "Roll orders.route back",
    reviewIn: 3,
  }),
  risk("A user with very many orders overloads one of the 64 tables", [2, 4], [1, 3], {
    owner: "Iris Okafor",
    mitigation: "Largest users replayed in pre-release, paging by time inside a table",
    response: "Move the user to a table of its own",
    reviewIn: 21,
  }),
  risk("Payment and product orders share a status that means two things", [4, 4], [1, 2], {
    owner: "Priya Raman",
    mitigation: "One status flow per kind in the new model, mapping tested with every old combination",
    response: "Hold payments.data, correct the mapping, compare again",
    reviewIn: 10,
  }),
  risk("A service acts on an old switch position during a move", [2, 5], [1, 4], {
    owner: "Omar Haddad",
    mitigation: "Every instance acknowledges a revision after its running operations have ended",
    response: "Wait for the missing instance, or stop it",
    reviewIn: 12,
  }),
  risk("Distributed ids collide or run backwards when a clock jumps", [1, 5], [1, 3], {
    owner: "Iris Okafor",
    mitigation: "Worker number in the id, a generator refuses to go back in time",
    response: "Take the node out, its ids are marked",
    reviewIn: 30,
  }),
  risk("Teams that read the old tables directly lose their data", [3, 2], [1, 2], {
    owner: "Priya Raman",
    mitigation: "Readers found from the database log and given an interface",
    response: "Keep the old tables readable one phase longer",
    reviewIn: 28,
  }),
];

function day(offset: number): string {
  return new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
}
