import type { z } from "zod";
import { parseShare, SHARE_EXPECTED, shareText } from "../../lib/core/text/share.ts";
import type { changeBodySchema } from "../../lib/switches/schema/change.ts";
import type { Changed, Preview } from "../../lib/switches/schema/outcome.ts";
import type { SwitchView } from "../../lib/switches/schema/switch.ts";
import { conflictOf, overtaken } from "../conflict.ts";
import { usage } from "../failure.ts";
import { askForWords, refusalOf } from "../lacking.ts";
import type { Answer } from "../output.ts";
import { WORDS } from "../refusals.ts";
import type { Session } from "../session.ts";
import { switchPath } from "../switches.ts";
import { movedText, standingText, warningText } from "../words.ts";

type Body = z.input<typeof changeBodySchema>;
export type SetFlags = {
  share?: string;
  reason?: string;
  link?: string;
  confirm?: string;
  override?: string;
  expectVersion?: string;
  secondaryWrites?: string;
  checkRatio?: string;
  pause?: string | true;
  preview?: boolean;
};

/** Moves a switch: shows what it comes to, asks for what its level needs, stores it. */
export async function set(session: Session, key: string, target: string, flags: SetFlags): Promise<Answer> {
  const { out, console } = session;
  const given = bodyOf(flags);
  const expected = versionOf(flags);
  const place = await session.place();
  const path = switchPath(place, key);
  const view = await console.get<SwitchView>(path);
  if (expected !== null && expected !== view.version) throw overtaken(view, target, expected);
  const body: Body = { ...given, target, expectedVersion: view.version };
  const preview = await console.inquire<Preview>(`/api/v1${path}/preview`, body);
  out.say(place.title);
  tellPreview(session, key, body, preview);

  if (flags.preview) {
    // What stands against it is part of the document.
    if (!preview.ok && !out.json) throw refusalOf(preview);
    return { document: preview, tell: () => out.print("It would be stored. Nothing was changed.", "good") };
  }
  const said = preview.ok ? {} : await askForWords(session, preview);
  const changed = await console.post<Changed>(`${path}/changes`, { ...body, ...said }).catch((error: unknown) => {
    throw conflictOf(error, { key, target });
  });
  const { change, version, revision } = changed;
  return {
    document: changed,
    tell: () => {
      out.print(`${key} stands at ${standingText(change.to)} (v${version}, revision ${revision}).`, "good");
      if (change.direction === "forward") out.say(`Back again: switchyard rollback ${key}`);
    },
  };
}

function tellPreview({ out }: Session, key: string, { target, share }: Body, preview: Preview): void {
  const { from, to, direction, level, gates, moved, warnings } = preview;
  const wanted = to ? standingText(to) : share === undefined ? target : `${target} ${shareText(share)}`;
  out.say(`${key}: ${standingText(from)} → ${wanted} (${direction}, level ${level})`, "bold");
  if (moved.some(({ rule }) => rule !== null)) for (const one of moved) out.say(`  moves ${movedText(one)}`);
  const failed = gates.filter(({ passed }) => !passed);
  if (failed.length < gates.length) out.say(`  ${gates.length - failed.length} of ${gates.length} rules hold`);
  for (const { rule, message, overridable } of failed) {
    out.say(`  ${rule}: ${message}${overridable ? " (a lead may override it)" : ""}`, "bad");
  }
  for (const warning of warnings) out.say(`  ${warningText(warning)}`);
}

function bodyOf({ share, checkRatio, secondaryWrites, pause, ...flags }: SetFlags): Omit<Body, "target" | "expectedVersion"> {
  if (secondaryWrites !== undefined && secondaryWrites !== "required" && secondaryWrites !== "best-effort")
    throw usage("--secondary-writes: expected required or best-effort.", "Leave it out to keep what is set.");
  const words = [...WORDS, "link" as const].flatMap((word) => (flags[word] === undefined ? [] : [[word, flags[word]]]));
  return {
    ...Object.fromEntries(words),
    ...(share === undefined ? {} : { share: shareOf("--share", share) }),
    ...(checkRatio === undefined ? {} : { checkRatio: shareOf("--check-ratio", checkRatio) }),
    ...(secondaryWrites === undefined ? {} : { secondaryWrites }),
    ...(pause === undefined ? {} : pauseOf(pause)),
  };
}

function shareOf(flag: string, text: string): number {
  const share = parseShare(text);
  if (share !== null) return share;
  throw usage(`${flag} ${text}: ${SHARE_EXPECTED}.`, `Write ${flag} ${/^\d+$/.test(text) ? text : "10"}% for a percentage.`);
}

/** Without seconds the API's own limit holds. */
function pauseOf(seconds: string | true): Pick<Body, "cutOver" | "pauseSeconds"> {
  if (seconds === true) return { cutOver: "pause" };
  const pauseSeconds = Number(seconds);
  if (pauseSeconds >= 0.5 && pauseSeconds <= 30) return { cutOver: "pause", pauseSeconds };
  throw usage(`--pause ${seconds}: expected seconds from 0.5 to 30.`, "Leave them out for 2 seconds.");
}

function versionOf({ expectVersion }: SetFlags): number | null {
  if (expectVersion === undefined) return null;
  const [, number] = /^v?([1-9]\d{0,8})$/.exec(expectVersion) ?? [];
  if (number !== undefined) return Number(number);
  throw usage(`--expect-version ${expectVersion}: expected a version such as 12.`, "`switchyard get` shows the version.");
}
