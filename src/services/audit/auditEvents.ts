/** Every event of the trail, and what it says. docs/guides/signed-out.md and the activity list show them. */
export const AUDIT_EVENTS = {
  registered: "The account was made.",
  signed_in: "Somebody signed in with the password.",
  sign_in_failed: "A sign-in was refused.",
  password_refused: "The current password was asked for, and a wrong one was given.",
  refreshed_late: "A refresh whose answer had been lost was answered again, later than the grace period.",
  token_repeated_from_other_network:
    "A refresh token was exchanged from one network, and moments later presented again from another one.",
  stale_retry_refused: "A copy of an old refresh request, with its Idempotency-Key, was refused.",
  token_reused: "A spent refresh token came back, so the session was ended.",
  token_forked: "Two refresh tokens of one generation turned up, so the session was ended.",
  state_rollback: "A refresh token is newer than the database: a backup was restored.",
  signed_out: "The session was ended by a sign-out.",
  signed_out_everywhere: "Every session was ended, by the owner or an operator.",
  session_replaced: "The session was ended by a new sign-in in the same browser.",
  session_revoked: "The session was ended.",
  session_expired: "The session came to its end.",
  settings_changed: "The profile was changed.",
  username_changed: "The username was changed, with the password as proof.",
  password_changed: "The password was changed.",
  password_reset: "The password was set anew by a link in a mail.",
  email_verified: "The e-mail address was verified.",
  email_change_requested: "A change of the e-mail address was asked for.",
  email_changed: "The e-mail address was changed.",
  data_exported: "The stored data was read out.",
  account_disabled: "An operator disabled the account, which ended every session.",
  account_enabled: "An operator enabled the account again.",
  roles_changed: "An operator changed the roles.",
  account_deleted: "The account was deleted.",
} as const satisfies Record<string, string>;

export type AuditEventName = keyof typeof AUDIT_EVENTS;
