import { useTranslations } from "next-intl";
import { Direction } from "@/components/ui/direction.tsx";
import type { ChangeLine as Line } from "@/lib/switches/schema/history.ts";
import { glyphOf, useSwitchWords } from "./words.ts";

/** One change in a line: its direction, its module, what moved. */
export function ChangeLine({ change }: { change: Line }) {
  const words = useSwitchWords();
  const t = useTranslations("words");
  const glyph = glyphOf(change);
  return (
    <>
      <Direction of={glyph} label={t(`direction.${glyph}`)} />
      <b>{change.module}</b> {words.change(change)}
    </>
  );
}
