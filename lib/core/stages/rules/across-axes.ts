import type { Rule } from "../move.ts";
import { coexist } from "../positions.ts";

/** All stages of the new state go with each other; `off` is one of them until `call` is settled at new. */
export const acrossAxes: Rule = ({ after, stages }) => {
  const call = after.call;
  const oldPath = call?.position === "old";
  const clash = stages.after.find((one) => stages.after.some((other) => !coexist(one, other)));
  if (!clash && !(after.data && oldPath)) return null;
  const against = clash && stages.after.find((other) => !coexist(clash, other));
  return {
    rule: "across-axes",
    passed: clash === undefined,
    overridable: false,
    message: clash
      ? `Subjects that call still sends down the old path act as off, which does not go with ${against === "off" ? clash : against}. ${
          after.data && call?.position !== "new" ? "Settle call at new first." : "Take data back to shadow first."
        }`
      : "The old path, which still serves some subjects, goes with the data stages.",
    detail: { stages: stages.after.join(", "), call: call?.position ?? null },
  };
};
