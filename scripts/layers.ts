/** The allowed edges between folders: the whole rule. Everything not listed fails. */

type Edge = { from: RegExp; to: RegExp[] };

const FEATURE = "lib/(?!core/|platform/)([a-z-]+)";
const PLATFORM = /^lib\/platform\//;
const CORE = /^lib\/core\//;
const SCHEMA = /^lib\/[a-z-]+\/schema(\.ts|\/)/;
const QUERIES = /^lib\/[a-z-]+\/queries(\.ts|\/)/;
const READS = /^lib\/[a-z-]+\/reads(\.ts|\/)/;
const COMMANDS = /^lib\/[a-z-]+\/commands(\.ts|\/)/;
const LOADERS = /^lib\/[a-z-]+\/loaders\.ts$/;
const SDK = /^sdk\//;
const UI = /^components\/(ui|charts)\//;
const SHARED_COMMANDS = /^lib\/(switches|plans|audit|snapshot|ledger)\/commands(\.ts|\/)/;

/** `{feature}` in a target stands for the importing file's own feature. The first matching row decides. */
const EDGES: Edge[] = [
  { from: /^lib\/core\//, to: [CORE] },
  { from: /^lib\/platform\//, to: [PLATFORM, CORE] },
  { from: new RegExp(`^${FEATURE}/queries(\\.ts|/)`), to: [CORE, SCHEMA, QUERIES, /^lib\/platform\/api-client\.ts$/] },
  { from: new RegExp(`^${FEATURE}/(schema(\\.ts|/)|policy\\.ts$)`), to: [CORE, SCHEMA] },
  { from: new RegExp(`^${FEATURE}/loaders\\.ts$`), to: [READS, CORE, SCHEMA, QUERIES, PLATFORM, /^lib\/{feature}\//] },
  { from: new RegExp(`^${FEATURE}/`), to: [CORE, PLATFORM, READS, SCHEMA, SHARED_COMMANDS, /^lib\/{feature}\//] },
  { from: /^components\/(ui|charts)\//, to: [UI] },
  {
    from: /^components\//,
    to: [/^components\//, SCHEMA, QUERIES, CORE, /^lib\/platform\/(api-client|locale)\.ts$/, /^messages\//],
  },
  { from: /^app\/api\//, to: [/^app\/api\//, COMMANDS, READS, SCHEMA, CORE, PLATFORM] },
  // What a phone loads at night keeps clear of the management API.
  {
    from: /^app\/oncall\//,
    to: [/^app\/oncall\//, /^components\//, LOADERS, QUERIES, SCHEMA, CORE, PLATFORM, /^messages\//],
  },
  { from: /^app\//, to: [/^app\//, /^components\//, LOADERS, QUERIES, SCHEMA, CORE, PLATFORM, /^messages\//] },
  { from: /^messages\//, to: [/^messages\//, PLATFORM] },
  {
    from: /^dataplane\//,
    to: [
      /^dataplane\//,
      CORE,
      PLATFORM,
      SCHEMA,
      /^lib\/(snapshot|instances|measurements|mismatches|ledger|tokens)\/(reads|commands)(\.ts|\/)/,
    ],
  },
  { from: /^worker\//, to: [/^worker\//, COMMANDS, READS, SCHEMA, CORE, PLATFORM] },
  { from: /^sdk\//, to: [SDK, CORE] },
  { from: /^cli\//, to: [/^cli\//, SCHEMA, CORE, /^lib\/platform\/api-client\.ts$/] },
  { from: /^examples\//, to: [/^examples\//, SDK] },
  // A large installation is filled and walked as it is where it is measured.
  { from: /^e2e\//, to: [/^e2e\//, SDK, /^lib\/core\/vectors\//, /^prisma\//, /^bench\/(lab|scale)\//] },
  // What a chart costs without the console around it.
  {
    from: /^bench\/programs\/chart\.ts$/,
    to: [/^bench\//, /^lib\/measurements\/reads\/(series|summaries)\.ts$/, /^lib\/platform\/db\.ts$/],
  },
  // The parts of either build that are compared; the types alone, for they come from the folder that is asked.
  {
    from: /^bench\/programs\/scale\.ts$/,
    to: [
      /^bench\//,
      /^lib\/(audit\/reads\/trail|instances\/commands\/acknowledge|platform\/(db|context))\.ts$/,
      /^dataplane\/intake\/book\.ts$/,
      /^scripts\/migrate\.ts$/,
    ],
  },
  // What is filled without the product is held against it.
  { from: /^bench\/scale\/[a-z-]+\.test\.ts$/, to: [/^bench\//, READS, PLATFORM] },
  {
    from: /^bench\//,
    to: [/^bench\//, SDK, CORE, /^scripts\/(postgres|migrate)\.ts$/, /^scripts\/setup\/(browser|child)\.mjs$/],
  },
  { from: /^scripts\/(bench|drill|simulate|scale-seed)\.mjs$/, to: [/^scripts\//, /^(bench|simulation)\//] },
  { from: /^scripts\/test-/, to: [/^scripts\//, /^lib\//, /^cli\/main\.ts$/] },
  // A history of the whole product, everything of it real.
  {
    from: /^simulation\//,
    to: [
      /^simulation\//,
      /^(dataplane|worker|sdk)\//,
      COMMANDS,
      READS,
      SCHEMA,
      CORE,
      PLATFORM,
      /^scripts\/(postgres|migrate)\.ts$/,
    ],
  },
  // The demo is set up through the management API; its test serves it.
  {
    from: /^scripts\/start\/demo\.test\.ts$/,
    to: [/^scripts\//, PLATFORM, /^lib\/members\/commands\//, /^app\/api\/v1\/_http\/test-/],
  },
  // Bringing an installation up lets its first admin and its own token in.
  { from: /^scripts\/start\//, to: [/^scripts\//, CORE, PLATFORM, /^lib\/(members|tokens)\/commands\//] },
  { from: /^(scripts|prisma)\//, to: [/^scripts\//, /^prisma\//, CORE, PLATFORM] },
];

/** Files of ours that a page or a component must not reach, whoever allows the edge. */
const SERVER_ONLY_PLATFORM = /^lib\/platform\/(session|db|server|identity)\.ts$/;

/** A sentence that says what is wrong with the import, or null when it is allowed. */
export function judge(from: string, to: string): string | null {
  if (isOutside(from) || isOutside(to)) return null;
  const row = EDGES.find((edge) => edge.from.test(from));
  if (!row) return `${from}: no row of the table covers this folder`;
  const feature = new RegExp(`^${FEATURE}/`).exec(from)?.[1] ?? "";
  const allowed = row.to.some((target) => new RegExp(target.source.replace("{feature}", feature)).test(to));
  if (!allowed) return `${from} may not import ${to}`;
  const far = /^(dataplane|worker)\//.test(from) && /^lib\/platform\/session\.ts$/.test(to);
  const client = /^components\//.test(from) && SERVER_ONLY_PLATFORM.test(to);
  return far || client ? `${from} may not import ${to}` : null;
}

/** Configuration at the top level and generated code belong to no layer. */
function isOutside(path: string): boolean {
  return !path.includes("/") || path.includes("/generated/");
}

/** Of the sdk, the files of its OpenFeature entry, for the types alone: the package has no dependency at run time. */
const OPENFEATURE_ENTRY = /^sdk\/openfeature(\.ts|\/)/;

/** Packages the pure layers may not name: everything outside the folder. */
export function judgePackage(from: string, name: string): string | null {
  if (OPENFEATURE_ENTRY.test(from) && name === "@openfeature/server-sdk") return null;
  const pure = (from.startsWith("lib/core/") || from.startsWith("sdk/")) && !/\.test\.ts$/.test(from);
  if (pure && !(from.startsWith("sdk/") && name.startsWith("node:"))) return `${from} may not import the package ${name}`;
  if (/^(dataplane|worker)\//.test(from) && /^(next|react)(\/|$)/.test(name)) return `${from} may not import ${name}`;
  if (name.startsWith("recharts") && !from.startsWith("components/charts/"))
    return `${from} may not import recharts; components/charts does`;
  return null;
}
