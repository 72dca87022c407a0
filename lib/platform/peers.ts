import { BlockList, isIP } from "node:net";

/** Who stands at the other end, as far as proxies that are trusted tell. */

/** The proxies whose word counts; throws a RangeError that names what is no address. */
export function proxiesOf(text: string): BlockList {
  const list = new BlockList();
  for (const part of text.split(",").map((each) => each.trim())) {
    if (part === "" || part === "none") continue;
    const [address = "", bits, ...more] = part.split("/");
    const family = isIP(address);
    const width = family === 6 ? 128 : 32;
    const prefix = bits === undefined ? width : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
    if (family === 0 || more.length > 0 || prefix < 0 || prefix > width) throw new RangeError(part);
    list.addSubnet(address, prefix, family === 6 ? "ipv6" : "ipv4");
  }
  return list;
}

/**
 * The address a request comes from: the connection's own or, while that is a trusted proxy's, the one it names. What
 * stands further left in the header was said by somebody nobody vouches for.
 */
export function addressOf(peer: string | undefined, forwarded: string | undefined, trusted: BlockList): string {
  const chain = (forwarded ?? "")
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
  let address = plain(peer ?? "");
  while (isTrusted(address, trusted)) {
    const named = chain.pop();
    if (named === undefined) break;
    address = plain(named);
  }
  return networkOf(address).slice(0, 100);
}

function isTrusted(address: string, trusted: BlockList): boolean {
  const family = isIP(address);
  return family !== 0 && trusted.check(address, family === 6 ? "ipv6" : "ipv4");
}

/** Without a port or brackets, and as IPv4 where it is one. */
function plain(text: string): string {
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  return /^::ffff:([\d.]+)$/i.exec(bare)?.[1] ?? bare;
}

/** Whoever has one IPv6 address has all that begin like it: they count as one. */
function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail] = (address.split("%")[0] ?? "").toLowerCase().split("::");
  const groups = (part: string) => part.split(":").filter((group) => group !== "");
  const [first, last] = [groups(head), groups(tail ?? "")];
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - first.length - last.length)).fill("0");
  const network = [...first, ...zeros, ...last].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ""));
  return `${network.join(":")}::/64`;
}
