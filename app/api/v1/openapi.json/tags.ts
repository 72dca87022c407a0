/** What each group of operations is about, in the order of a table of contents. */
export const TAGS: Record<string, string> = {
  projects: "What is refactored, and what belongs to the whole of it",
  environments: "Where it runs, and which of them are protected",
  modules: "The parts that move, each with its three switches",
  switches: "Where the switches of an environment stand, and every way to move one",
  standings: "Smaller reads of an environment: where everything stands, who follows, what is new, and how it goes",
  changes: "Several switches moved at once, and what was stored, newest first",
  proposals: "Changes that somebody asks for and somebody else approves",
  plans: "Steps that are still to come: of rollbacks, cut-overs and schedules",
  rollbacks: "Ways back of a module or of the whole project",
  windows: "Times in which nothing moves forward",
  guardrails: "What is watched of a module, what it says now, and what is done when it fails",
  instances: "Running copies of services, and the revision each acts on",
  lineage: "What is to be decided after the database was restored from a copy",
  measurements: "How the old path does beside the new one",
  mismatches: "Where the answers of both stores differ",
  ledger: "Writes that reached one store only",
  jobs: "Comparisons of both stores that mend what differs",
  phases: "The plan of the project, in order",
  milestones: "What is to be reached in a phase, and when",
  risks: "What may go wrong, and what is done about it",
  members: "People of a project, and their roles",
  teams: "Members under one name, to own what the project has",
  tokens: "What services and programs come in with",
  audit: "Everything that was done, in a chain that shows when it was tampered with",
  events: "What changes in a project, as it happens",
  sessions: "Where a person is signed in",
  oncall: "Whether the page for whoever is on call is still as it was",
  setup: "The first admin, and links by which people set a password",
};

/** Nouns that are an aspect of another one. */
const ASPECTS: Record<string, string> = {
  archive: "environments",
  unarchive: "environments",
  contacts: "instances",
  following: "standings",
  health: "standings",
  news: "standings",
  "first-steps": "modules",
  registrations: "modules",
  recoveries: "lineage",
  rollback: "rollbacks",
};

/** The noun an operation is about: the first below the project, or below its environment. */
export function tagOf(path: string): string {
  const below = path.replace(/^\/projects\/\{project\}/, "").replace(/^\/environments\/\{environment\}\//, "/");
  const noun = path.endsWith("/rollback") && !path.includes("/switches/") ? "rollback" : (below.split("/")[1] ?? "projects");
  return ASPECTS[noun] ?? noun;
}
