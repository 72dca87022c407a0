/**
 * Why a rule may refuse a move that nothing stands against: it goes by what was heard. There are no other reasons, and
 * none to allow what somebody who saw everything would refuse.
 */
export const IGNORANCE = {
  unheard: "An instance acts on newer than was heard of it: its word is on the way, or it has no contact.",
  idle: "An instance acts on nothing at present, as one that fences without contact, and counts until it says so or its lease is over.",
  ended: "An instance that holds ended, and nobody was told: it may come back with what it saved.",
  lease: "An instance that fences ended, and its lease is not over.",
  uncompared: "The store lacks nothing, and no comparison of all keys that counts has ended since it was left out.",
  unrepaired: "The failed write is there, and no repair has told of it.",
  doubted: "Whoever ended without draining left nothing half done, and no comparison has told of it.",
  unsettled: "After a restore somebody has not said what it acts on, or what differs is not settled.",
} as const;

export type Ignorance = keyof typeof IGNORANCE;
