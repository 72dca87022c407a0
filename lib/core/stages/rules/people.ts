import type { Move, Rule } from "../move.ts";

/** Rules that protect people rather than data. Moves back wait for none of them, nor does a rollback. */

function waits({ command, direction }: Move): boolean {
  return direction === "forward" && command.act !== "rollback";
}

/** Nothing goes forward on a switch whose forward moves were stopped. */
export const held: Rule = (move) => {
  if (!move.from.held || !waits(move)) return null;
  return {
    rule: "held",
    passed: false,
    overridable: false,
    message: "The switch is held. Release it before moving it forward.",
    detail: { position: move.from.position },
  };
};

/** Nothing goes forward in a freeze window. */
export const freeze: Rule = (move) => {
  const { freeze: window } = move.facts;
  if (!window || !waits(move)) return null;
  const until = window.until.toISOString();
  return {
    rule: "freeze",
    passed: false,
    overridable: false,
    message: `Forward moves are frozen until ${until}: ${window.reason}`,
    detail: { until, reason: window.reason },
  };
};

/** Where the environment asks for it, a second person agreed to exactly this change. */
export const approval: Rule = (move) => {
  const { facts } = move;
  if (!facts.approval || !waits(move)) return null;
  const by = facts.approval.approvedBy;
  return {
    rule: "approval",
    passed: by !== null,
    overridable: false,
    message:
      by === null
        ? "This environment asks for a second person: propose the change and let somebody else approve it."
        : `Approved by ${by}.`,
    detail: { approvedBy: by },
  };
};

/** One plan of a module at a time. A move back ends the plan instead of waiting for it. */
export const plan: Rule = ({ command, direction, facts }) => {
  if (command.act !== "change" || direction === "back" || !facts.plan) return null;
  return {
    rule: "in-progress",
    passed: false,
    overridable: false,
    message: `A ${facts.plan.kind} by ${facts.plan.by} is under way. Wait for its end, or cancel it.`,
    detail: facts.plan,
  };
};

/** The new path does not do badly against the old. */
export const health: Rule = (move) => {
  if (!waits(move)) return null;
  const { state, sentence } = move.facts.health;
  return { rule: "health", passed: state !== "bad", overridable: true, message: sentence, detail: { state } };
};
