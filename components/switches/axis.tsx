import { Points, Rail } from "@/components/ui/rail.tsx";
import { indexOf } from "@/lib/core/stages/positions.ts";
import { FULL_SHARE } from "@/lib/core/stages/state.ts";
import type { SwitchView } from "@/lib/switches/schema.ts";
import { placeOf, useSwitchWords } from "./words.ts";

type Place = Pick<SwitchView, "axis" | "position" | "next" | "share">;

/** Where a switch stands: the drawing, and beside it always the words. */
export function AxisView({ view }: { view: Place }) {
  return (
    <div className="axis">
      <AxisDrawing view={view} />
      <AxisWords view={view} />
    </div>
  );
}

export function AxisDrawing({ view }: { view: Place }) {
  const words = useSwitchWords();
  const Drawing = view.axis === "data" ? Rail : Points;
  return (
    <Drawing
      at={indexOf(view.axis, view.position)}
      share={view.next === null ? 0 : view.share / FULL_SHARE}
      label={`${words.axis(view.axis)}: ${words.place(placeOf(view))}`}
    />
  );
}

/** Data takes two lines, the stage and what it is moving to; route and call one word or share. */
export function AxisWords({ view }: { view: Place }) {
  const words = useSwitchWords();
  const moving = view.next !== null && view.share > 0;
  if (view.axis !== "data") {
    return moving ? <span className="to">{words.place(placeOf(view))}</span> : <span>{words.stage(view.position)}</span>;
  }
  const answersFromNew = moving && indexOf("data", view.next ?? "") >= indexOf("data", "live");
  return (
    <span>
      {words.stage(view.position)}
      {moving && (
        <>
          <br />
          <span className={answersFromNew ? "to" : "to o"}>→ {words.place(placeOf(view))}</span>
        </>
      )}
    </span>
  );
}
