import { type Distribution, difference } from "./distribution.ts";
import { isAligned, livesBeside, type Origin, sameSender } from "./origin.ts";
import type { Added, SeriesPoint } from "./series-point.ts";

/** What the cumulative points of one sender came to last. */
export type Stream = { time: bigint; distribution: Distribution; origin: Origin };

type Next = { stream: Stream; added: Distribution; own: boolean };

/**
 * What a cumulative point adds, given the streams that began when it did: nearly always none or one. More are senders
 * that say the same of themselves, told apart by connection, else by what each has counted. `whole`: nothing that
 * began then was counted before we listened. Null when it adds nothing; "unknown sender" when nobody can say what.
 */
export function addCumulative(streams: Stream[], point: SeriesPoint, whole: boolean): Added | "unknown sender" | null {
  const { start, time, distribution, origin } = point;
  const others = isAligned(start) ? streams.filter((each) => livesBeside(each.origin, origin)) : [];
  const own = others.length === 0 ? streams : streams.filter((each) => !others.includes(each));
  if (own.some((each) => isRepeat(each, point))) return null;

  const next = nextOf(own, point);
  if (next) {
    const since = next.stream.time;
    Object.assign(next.stream, { time, distribution, origin });
    return { since, distribution: next.added };
  }
  if (own.some((each) => time < each.time && difference(each.distribution, distribution))) return null;

  const [only] = own;
  if (only && !whole && streams.length === 1 && time > only.time) {
    // It fell: the writer began anew without saying so, and all it has is new.
    const since = only.time;
    Object.assign(only, { time, distribution, origin });
    return { since, distribution };
  }
  const doubtful = others.some((each) => isRepeat(each, point));
  streams.push({ time, distribution, origin });
  if (whole && !doubtful) return { since: start, distribution };
  return only || doubtful ? "unknown sender" : null;
}

function isRepeat(stream: Stream, { time, distribution }: SeriesPoint): boolean {
  const { count, sum } = stream.distribution;
  if (time !== stream.time || count !== distribution.count || sum !== distribution.sum) return false;
  return difference(distribution, stream.distribution) !== null;
}

/** The stream the point goes on: by a connection that says who sends if there is one, else that to which it adds least. */
function nextOf(streams: readonly Stream[], { start, time, distribution, origin }: SeriesPoint): Next | null {
  let best: Next | null = null;
  for (const stream of streams) {
    const added = time > stream.time ? difference(distribution, stream.distribution) : null;
    if (!added) continue;
    const own = isAligned(start) && sameSender(stream.origin, origin);
    const nearer = !best || (own === best.own ? added.count < best.added.count : own);
    if (nearer) best = { stream, added, own };
  }
  return best;
}
