import type { Socket } from "node:net";

/** A connection exports come over. `shared` once it is known to carry several senders, as that of a proxy does. */
export type Connection = { open: boolean; shared: boolean };

/** An export, and the connection it came over. Where the resource says which instance sends, there is none to tell. */
export type Origin = { readonly connection: Connection } | null;

const connections = new WeakMap<Socket, Connection>();

/** Where an export that comes over this socket comes from. */
export function originOf(socket: Socket): NonNullable<Origin> {
  let connection = connections.get(socket);
  if (!connection) {
    const made = { open: !socket.destroyed, shared: false };
    socket.once("close", () => {
      made.open = false;
    });
    connections.set(socket, made);
    connection = made;
  }
  return { connection };
}

/** Whether both came over one connection that carries nobody else as far as is known. */
export function sameSender(one: Origin, other: Origin): boolean {
  if (!one || !other) return one === other;
  return one.connection === other.connection && !one.connection.shared;
}

/** Whether who sent `before` still has another connection than `now` came over. */
export function livesBeside(before: Origin, now: Origin): boolean {
  if (!before || !now || before.connection.shared || now.connection.shared) return false;
  return before.connection !== now.connection && before.connection.open;
}

/** No two clocks tell the same nanosecond, except of those that are made to tell whole seconds. */
export function isAligned(nanoseconds: bigint): boolean {
  return nanoseconds % 1_000_000_000n === 0n;
}
