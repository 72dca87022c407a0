/**
 * What several bets have made of one, each begun anew at every block with a part of the stake: a fault that comes after
 * a week without one is bet on by those that began lately. As long as what is bet against is true, the whole reaches
 * 1/α at any time ever with a probability of α at most (Ville), however often it is looked at.
 */
export type Wealth = {
  /** Blocks so far. */
  blocks: number;
  /** Logarithm of what each bet has made of the parts it was given so far. */
  bets: number[];
};

/** Nothing at all, as a logarithm that JSON can write. */
const RUINED = -1e300;

export function stake(bets: number): Wealth {
  return { blocks: 0, bets: new Array(bets).fill(RUINED) };
}

/** After one more block, of which each bet made so much: logarithms, in the order of the bets. */
export function afterBlock({ blocks, bets }: Wealth, made: readonly number[]): Wealth {
  const next = blocks + 1;
  const part = Math.log(keptAfter(blocks) - keptAfter(next));
  return { blocks: next, bets: bets.map((bet, index) => logSum(bet, part) + (made[index] as number)) };
}

/** Logarithm of all there is, the part that nobody has bet yet included. */
export function total({ blocks, bets }: Wealth): number {
  return bets.reduce((sum, bet) => logSum(sum, bet - Math.log(bets.length)), Math.log(keptAfter(blocks)));
}

/** Which part of the stake nobody has bet after so many blocks: little is given away at each, and never all. */
function keptAfter(blocks: number): number {
  return 1 / Math.log2(blocks + 2);
}

export function logSum(a: number, b: number): number {
  const [high, low] = a > b ? [a, b] : [b, a];
  return high + Math.log1p(Math.exp(low - high));
}
