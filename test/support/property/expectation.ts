import type { Session } from "../../../src/stores/Store.js";
import { GRACE } from "../services/assembleSessionServices.js";
import type { HandedOut, Ledger } from "./Ledger.js";

export interface Presentation {
  readonly token: HandedOut;
  readonly fromCookie: boolean;
  readonly key: string | null;
}

/** What the guarantees of the rule, without its details, say about an answer. `open`: they leave it open. */
export type Expectation = "answered" | "refused" | "theft" | "open";

/** Invariants 3, 4, 5 and 16 for one genuine token that is presented at `now`, on the record as it was before. */
export function expectationOf(
  { token, fromCookie, key }: Presentation,
  before: Session,
  now: number,
  ledger: Ledger,
): Expectation {
  const isOver = now >= before.idleExpiresAt || now >= before.expiresAt;
  if (ledger.hasEnded(token.session) || isOver || token.generation < before.firstGeneration) return "refused";
  if (token.generation === before.generation) return "answered";

  const spend = ledger.spendOf(token);
  const entry = before.previous.find(({ generation }) => generation === token.generation);
  const seenAt = ledger.successorSeenAt(token);
  if (key !== null && key === spend?.key) {
    if (entry === undefined) return "open";
    return seenAt !== undefined && now - seenAt > GRACE ? "refused" : "answered";
  }
  if (!fromCookie || before.openedBy !== "browser") return "theft";
  const spentAt = entry?.supersededAt ?? spend?.at ?? now;
  // The successor was seen after the spend, whatever a clock says that went back in between.
  const isWithinGrace = now - Math.max(spentAt, seenAt ?? spentAt) <= GRACE;
  if (seenAt !== undefined && !isWithinGrace) return "theft";
  return entry !== undefined && isWithinGrace ? "answered" : "open";
}
