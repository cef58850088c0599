/**
 * Tokens of the model: a number that says which generation it is of and which secret of that generation it has. The shipped rule
 * sees hashes and salts only, so each token stands for a hash, and a salt is named after the token that is derived with it.
 */

const VARIANTS = 4;
const FIRST_CODE = 0x100;
const SYMBOLS = Array.from({ length: 256 }, (_, token) => String.fromCharCode(FIRST_CODE + token));

export const NONE = -1;

/** `variant` is 0 unless something went wrong: a second secret of a generation is a fork. */
export function tokenOf(generation: number, variant: number): number {
  return generation * VARIANTS + variant;
}

export function generationOf(token: number): number {
  return Math.floor(token / VARIANTS);
}

export function variantOf(token: number): number {
  return token % VARIANTS;
}

/** What stands for the token in a record: its hash, or the salt that leads to it. */
export function symbolOf(token: number): string {
  const symbol = SYMBOLS[token];
  if (symbol === undefined) throw new Error(`no symbol for token ${token}`);
  return symbol;
}

export function tokenBehind(symbol: string): number {
  return symbol.charCodeAt(0) - FIRST_CODE;
}
