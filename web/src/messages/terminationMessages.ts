import type { EndReason } from "@latchkey/client";
import { type PlainKey, t } from "./messages.js";

const REASONS: Record<EndReason, PlainKey> = {
  logout: "ended.logout",
  replaced: "ended.replaced",
  revoked: "ended.revoked",
  "logout-all": "ended.logoutAll",
  "password-change": "ended.passwordChange",
  "password-reset": "ended.passwordReset",
  "factor-change": "ended.factorChange",
  reuse: "ended.reuse",
  fork: "ended.fork",
  guessing: "ended.guessing",
  disabled: "ended.disabled",
  deleted: "ended.deleted",
  idle: "ended.idle",
  lifetime: "ended.lifetime",
  unknown: "ended.unknown",
};

/** Why a session ended, as a sentence; empty for an unknown reason. */
export function terminationMessage(reason: unknown): readonly string[] {
  return isReason(reason) ? [t(REASONS[reason])] : [];
}

function isReason(reason: unknown): reason is EndReason {
  return typeof reason === "string" && Object.hasOwn(REASONS, reason);
}
