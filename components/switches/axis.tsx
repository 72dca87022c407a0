import { useTranslations } from "next-intl";
import { Points, Rail } from "@/components/ui/rail.tsx";
import { indexOf } from "@/lib/core/stages/positions.ts";
import { FULL_SHARE } from "@/lib/core/stages/state.ts";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";
import { isPinned, type Pinning, pinsIn, placeOf, useSwitchWords } from "./words.ts";

type Place = Pick<SwitchView, "axis" | "position" | "next" | "share"> & Pinning;

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
      label={words.standing(view)}
    />
  );
}

/** Data takes two lines, the stage and what it is moving to; route and call one word or share. */
export function AxisWords({ view }: { view: Place }) {
  const words = useSwitchWords();
  const moving = view.next !== null && view.share > 0;
  const pinned = isPinned(view) ? <Pinned view={view} /> : null;
  if (view.axis !== "data") {
    return moving ? (
      <span className={pinned ? "target pins" : "target"}>
        {pinned ? words.others(view) : words.place(placeOf(view))} {pinned}
      </span>
    ) : (
      <span>{words.stage(view.position)}</span>
    );
  }
  const answersFromNew = moving && indexOf("data", view.next ?? "") >= indexOf("data", "live");
  return (
    <span className={pinned ? "pins" : undefined}>
      {words.stage(view.position)}
      {moving && (
        <>
          <br />
          <span className={answersFromNew ? "target" : "target old"}>
            → {pinned ? words.others(view) : words.place(placeOf(view))} {pinned}
          </span>
        </>
      )}
    </span>
  );
}

/** How many rules keep subjects behind all others. */
function Pinned({ view }: { view: Place }) {
  const t = useTranslations("switches");
  const words = useSwitchWords();
  return <>· {t("pins", { count: pinsIn(view), place: words.stage(view.position) })}</>;
}
