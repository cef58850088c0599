/** What somebody without the password can cause again and again: deleted first, so that a flood of it pushes out nothing else. */
const REPEATABLE = 0;
const ROUTINE = 1;
/** A theft, or a change of the account: deleted last. */
const IMPORTANT = 2;

/** Every event of the audit log: when it is deleted from an account that has too many, and what it says. */
export const AUDIT_EVENTS = {
  registered: [IMPORTANT, "The account was created."],
  signed_in: [ROUTINE, "Somebody signed in."],
  sign_in_failed: [REPEATABLE, "A sign-in was refused."],
  second_factor_asked: [ROUTINE, "The first step of a sign-in succeeded, and a second factor was asked for."],
  password_refused: [REPEATABLE, "A wrong password was entered where the current one was required."],
  refreshed_late: [REPEATABLE, "A refresh whose answer had been lost was answered again, later than the grace period."],
  token_repeated_from_other_network: [
    ROUTINE,
    "A refresh token was exchanged from one network, and moments later presented again from another one.",
  ],
  stale_retry_refused: [REPEATABLE, "A copy of an old refresh request, with its Idempotency-Key, was refused."],
  token_reused: [IMPORTANT, "A refresh token that was already used came back, so the session was ended."],
  token_forked: [IMPORTANT, "Two refresh tokens of one generation were used, so the session was ended."],
  state_rollback: [IMPORTANT, "A refresh token is newer than the database: a backup was restored."],
  signed_out: [ROUTINE, "The session was ended by a sign-out."],
  signed_out_everywhere: [ROUTINE, "Every session was ended, by the owner, an operator or the app."],
  session_replaced: [ROUTINE, "The session was ended by a new sign-in in the same browser."],
  session_revoked: [ROUTINE, "The session was ended."],
  session_expired: [ROUTINE, "The session expired."],
  settings_changed: [REPEATABLE, "The profile was changed."],
  username_changed: [IMPORTANT, "The username was changed, confirmed with the password."],
  password_changed: [IMPORTANT, "The password was changed."],
  password_reset: [IMPORTANT, "The password was reset with a link from an email."],
  passkey_added: [IMPORTANT, "A passkey was added."],
  passkey_renamed: [REPEATABLE, "A passkey got another name."],
  passkey_removed: [IMPORTANT, "A passkey was removed."],
  passkey_refused: [ROUTINE, "A passkey was refused because its counter did not rise: somebody may have a copy of it."],
  passkey_counter_fell: [
    ROUTINE,
    "The counter of a synced passkey did not rise. Each of its devices may count for itself.",
  ],
  identity_linked: [IMPORTANT, "An account at a provider was linked, with which its owner can sign in."],
  identity_unlinked: [IMPORTANT, "An account at a provider was unlinked, which ended the sessions that it had opened."],
  email_verified: [IMPORTANT, "The email address was verified."],
  email_change_requested: [IMPORTANT, "A change of the email address was requested."],
  email_changed: [IMPORTANT, "The email address was changed."],
  totp_enabled: [IMPORTANT, "An authenticator app was set up, which ended every other session."],
  totp_disabled: [IMPORTANT, "The authenticator app was removed, which ended every other session."],
  recovery_codes_made: [IMPORTANT, "New recovery codes were made."],
  recovery_code_used: [IMPORTANT, "A recovery code was used."],
  second_factor_refused: [REPEATABLE, "A code of a second factor was refused."],
  second_factors_reset: [IMPORTANT, "An operator or the app removed every second factor, which ended every session."],
  data_exported: [REPEATABLE, "The stored data was exported."],
  account_disabled: [IMPORTANT, "The account was disabled, which ended every session."],
  account_enabled: [IMPORTANT, "The account was enabled again."],
  roles_changed: [IMPORTANT, "The roles were changed."],
  account_deleted: [IMPORTANT, "The account was deleted."],
} as const satisfies Record<string, readonly [rank: number, text: string]>;

export type AuditEventName = keyof typeof AUDIT_EVENTS;

export function isAuditEventName(name: string): name is AuditEventName {
  return Object.hasOwn(AUDIT_EVENTS, name);
}

/** The order in which events are deleted when an account has too many. */
export const TRIM_RANKS: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries(AUDIT_EVENTS).map(([name, [rank]]) => [name, rank]),
);
