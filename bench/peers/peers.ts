import type { Figure } from "../figure.ts";
import type { Row } from "../rows/row.ts";
import { evaluators } from "./evaluators.ts";
import { flagd } from "./flagd.ts";
import { installPeers } from "./install.ts";
import { migrations } from "./migrations.ts";
import { unleashServer } from "./unleash-server.ts";

export const peers: Row = {
  name: "peers",
  about:
    "The same task for everybody: a flag with one rule, otherwise split in half by the caller's key; 1,024 callers in turn, " +
    "10 and 1,000 flags, each peer set up as its documentation recommends, without network or events, and checked to follow " +
    "rule and share; an evaluation that is a promise is awaited. flagd's daemon takes part where Go can build " +
    "it. The baseline of an evaluation is ours in the same run, so a ratio below 1 means that ours is faster.",
  run: async (lab) => {
    const trouble = installPeers();
    if (trouble) {
      lab.say(`skipped: ${trouble}`);
      return [];
    }
    const figures: Figure[] = [];
    for (const measure of [evaluators, migrations, unleashServer, flagd]) figures.push(...(await measure(lab)));
    return figures;
  },
};
