import type { z } from "zod";
import { parseShare, SHARE_EXPECTED, shareText } from "../../lib/core/text/share.ts";
import { ApiError, type Problem } from "../../lib/platform/api-client.ts";
import type { Changed, ChangeView, changeBodySchema, Preview, SwitchView } from "../../lib/switches/schema.ts";
import { ask } from "../ask.ts";
import { EXIT } from "../exit.ts";
import { Failure, refusalLines, usage } from "../failure.ts";
import type { Session } from "../session.ts";
import { switchPath } from "../switches.ts";
import { changeText, standingText } from "../words.ts";

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
  pause?: boolean;
  preview?: boolean;
};

/** What a person can still say when a request lacks it; everything else only changes with the facts. */
const WORDS = ["reason", "confirm", "override"] as const;
type Word = (typeof WORDS)[number];

/** Moves a switch: shows what it comes to, asks for what its level needs, stores it. */
export async function set(session: Session, key: string, target: string, flags: SetFlags): Promise<void> {
  const { out } = session;
  const given = bodyOf(flags);
  const expected = versionOf(flags);
  const place = await session.place();
  const path = switchPath(place, key);
  const view = await session.console.get<SwitchView>(path);
  if (expected !== null && expected !== view.version) throw overtaken(view, target, expected);
  const body: Body = { ...given, target, expectedVersion: view.version };
  const preview = await session.console.inquire<Preview>(`/api/v1${path}/preview`, body);
  if (out.json && flags.preview) return out.document(preview);

  out.say(`${place.project} · ${place.environment}`);
  out.say(
    `${key}: ${standingText(preview.from)} → ${preview.to ? standingText(preview.to) : targetText(body)} (${preview.direction}, level ${preview.level})`,
    "bold",
  );
  tellGates(session, preview);
  if (flags.preview) return tellPreview(session, preview);

  const said = preview.ok ? {} : await askFor(session, preview);
  const changed = await session.console.post<Changed>(`${path}/changes`, { ...body, ...said }).catch((error: unknown) => {
    throw conflictOf(error, key, target);
  });
  if (out.json) return out.document(changed);
  out.print(`${key} stands at ${standingText(changed.change.to)} (v${changed.version}, revision ${changed.revision}).`, "good");
  if (changed.change.direction === "forward") out.say(`Back again: switchyard rollback ${key}`);
}

function bodyOf({ share, checkRatio, secondaryWrites, pause, ...flags }: SetFlags): Omit<Body, "target" | "expectedVersion"> {
  const words = Object.fromEntries(
    [...WORDS, "link" as const].flatMap((word) => (flags[word] === undefined ? [] : [[word, flags[word]]])),
  );
  if (secondaryWrites !== undefined && secondaryWrites !== "required" && secondaryWrites !== "best-effort")
    throw usage("--secondary-writes: expected required or best-effort.", "Leave it out to keep what is set.");
  return {
    ...words,
    ...(share === undefined ? {} : { share: shareOf("--share", share) }),
    ...(checkRatio === undefined ? {} : { checkRatio: shareOf("--check-ratio", checkRatio) }),
    ...(secondaryWrites === undefined ? {} : { secondaryWrites }),
    ...(pause ? { cutOver: "pause" } : {}),
  };
}

function shareOf(flag: string, text: string): number {
  const share = parseShare(text);
  if (share === null)
    throw usage(`${flag} ${text}: ${SHARE_EXPECTED}.`, `Write ${flag} ${/^\d+$/.test(text) ? text : "10"}% for a percentage.`);
  return share;
}

function versionOf({ expectVersion }: SetFlags): number | null {
  if (expectVersion === undefined) return null;
  if (!/^v?[1-9]\d{0,8}$/.test(expectVersion))
    throw usage(`--expect-version ${expectVersion}: expected a version such as 12.`, "`switchyard get` shows the version.");
  return Number(expectVersion.replace("v", ""));
}

function targetText({ target, share }: Body): string {
  return share === undefined ? target : `${target} ${shareText(share)}`;
}

function tellGates({ out }: Session, { gates }: Preview): void {
  const failed = gates.filter(({ passed }) => !passed);
  const passed = gates.length - failed.length;
  if (passed > 0) out.say(`  ${passed} of ${gates.length} rules hold`);
  for (const { rule, message, overridable } of failed)
    out.say(`  ${rule}: ${message}${overridable ? " (a lead may override it)" : ""}`, "bad");
}

function tellPreview({ out }: Session, preview: Preview): void {
  if (!preview.ok) throw refusalOf(preview.refusals, "Nothing was changed.");
  out.print("It would be stored. Nothing was changed.", "good");
}

/** Reason, typed word and override as far as they lack, from the terminal. Throws what stands against it otherwise. */
async function askFor(session: Session, { refusals, gates }: Preview): Promise<Partial<Record<Word, string>>> {
  const passable = new Set(gates.filter(({ passed, overridable }) => !passed && overridable).map(({ rule }) => rule));
  const lacking = refusals.filter(({ rule }) => isWord(rule));
  const overrides = lacking.some(({ rule }) => rule === "override");
  const firm = refusals.filter(({ rule }) => !isWord(rule) && !(overrides && passable.has(rule)));
  if (firm.length > 0) throw refusalOf(refusals, "`switchyard get` shows what it waits for.");
  if (!session.attended) {
    const flags = lacking.map(({ rule }) => `--${rule}`).join(", ");
    throw refusalOf(refusals, `Say it with ${flags}.`);
  }
  const said: Partial<Record<Word, string>> = {};
  for (const { rule, message } of lacking) {
    if (isWord(rule))
      said[rule] = await ask(session.world, `${message.replace(/^\w+: /, "").replace(/^./, (first) => first.toUpperCase())}\n> `);
  }
  return said;
}

function isWord(rule: string): rule is Word {
  return (WORDS as readonly string[]).includes(rule);
}

function refusalOf(refusals: Preview["refusals"], hint: string): Failure {
  const details = refusalLines(refusals);
  const message = refusals.length === 1 ? "A rule stands against it." : `${refusals.length} rules stand against it.`;
  const problem = { type: "urn:switchyard:problem:refused", title: message, status: 422, refusals };
  return new Failure(EXIT.refused, message, hint, { problem, details });
}

/** The version that was expected is not the present one; said as the API would. */
function overtaken(view: SwitchView, target: string, expected: number): Failure {
  const title = `You saw version ${expected}; ${view.key} is at version ${view.version}.`;
  const problem = { type: "urn:switchyard:problem:conflict", title, status: 409, current: view, theirChange: view.lastChange };
  return conflict(view.key, target, view, view.lastChange, problem);
}

type Current = Pick<SwitchView, "position" | "next" | "share" | "version">;

function conflict(key: string, target: string, current: Current, theirs: ChangeView | null, problem: Problem): Failure {
  const details = [`${key} stands at ${standingText(current)} (v${current.version}).`];
  if (theirs) details.push(changeText(theirs));
  const hint = `If you still want it: switchyard set ${key} ${target} … --expect-version ${current.version}`;
  return new Failure(EXIT.conflict, "Somebody changed it meanwhile; nothing was stored.", hint, { problem, details });
}

/** A 409 with the other's change and how to repeat the command knowing of it; any other error as it is. */
function conflictOf(error: unknown, key: string, target: string): unknown {
  if (!(error instanceof ApiError) || error.status !== 409) return error;
  const { current, theirChange } = error.problem as { current?: Current; theirChange?: ChangeView | null };
  return current ? conflict(key, target, current, theirChange ?? null, error.problem) : error;
}
