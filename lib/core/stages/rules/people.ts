import type { Rule } from "../move.ts";

/** Rules that protect people rather than data. Moves back wait for none of them. */

/** A held switch sends nobody ahead by rules either; `propose` refuses the moves of its share. */
export const held: Rule = ({ from, direction, advances }) => {
  if (!from.held || !advances || direction === "forward") return null;
  return {
    rule: "held",
    passed: false,
    overridable: false,
    message: "The switch is held. Release it before its rules send anybody ahead.",
    detail: { position: from.position },
  };
};

/** Nothing goes forward in a freeze window. */
export const freeze: Rule = ({ command, advances, facts }) => {
  if (!advances || !facts.freeze || command.act === "rollback") return null;
  const until = facts.freeze.until.toISOString();
  return {
    rule: "freeze",
    passed: false,
    overridable: false,
    message: `Forward moves are frozen until ${until}: ${facts.freeze.reason}`,
    detail: { until, reason: facts.freeze.reason },
  };
};

/** Where the environment asks for it, a second person agreed to exactly this change. */
export const approval: Rule = ({ advances, facts }) => {
  if (!advances || !facts.approval) return null;
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
export const health: Rule = ({ command, advances, facts }) => {
  if (!advances || command.act === "rollback") return null;
  const { state, sentence } = facts.health;
  return { rule: "health", passed: state !== "bad", overridable: true, message: sentence, detail: { state } };
};
