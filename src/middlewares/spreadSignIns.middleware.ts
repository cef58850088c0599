import type { NextFunction, RequestHandler } from "express";

const SIGN_INS_PER_TURN = 2;

/**
 * Lets two sign-ins begin in a turn of the event loop, in the order of their arrival; the others begin in the next turns. When
 * hundreds arrive at once, all of them would be read in one turn, and every other request would wait for that. It is mounted at the
 * path of the sign-in, before anything that reads a body, and no sign-in is refused.
 */
export function spreadSignIns(): RequestHandler {
  const waiting: NextFunction[] = [];
  let begunInThisTurn = 0;

  function beginNextTurn(): void {
    const next = waiting.splice(0, SIGN_INS_PER_TURN);
    begunInThisTurn = next.length;
    if (next.length > 0) setImmediate(beginNextTurn);
    for (const begin of next) begin();
  }

  return (req, _res, next) => {
    if (req.method !== "POST") return next();
    if (begunInThisTurn === SIGN_INS_PER_TURN) {
      waiting.push(next);
      return;
    }
    if (begunInThisTurn === 0) setImmediate(beginNextTurn);
    begunInThisTurn += 1;
    next();
  };
}
