/** The texts of mails. `{brand}` is BRAND_NAME, `{host}` the host of PUBLIC_URL. */
export const en = {
  greeting: "Hello {name},",
  "greeting.nameless": "Hello,",

  "link.life": {
    one: "The link works once, within {count} minute. A newer link replaces it.",
    other: "The link works once, within {count} minutes. A newer link replaces it.",
  },
  "link.copy": "If the button does not work, copy this address into your browser:",
  "link.secure": "Secure my account",

  "device.on": "{browser} on {system}",
  "device.onIphone": "{browser} on an iPhone",
  "device.onIpad": "{browser} on an iPad",
  "facts.unknownDevice": "Unknown device",
  "facts.from": "{device}, {time} UTC, from {address}",
  "facts.fromUnknown": "{device}, {time} UTC, from an unknown address",

  "footer.entered": "You receive this email because this address was entered at {brand} ({host}).",
  "footer.account": "You receive this email because it is about the security of your account at {brand} ({host}).",

  "verify-email.subject": "Confirm your email address at {brand}",
  "verify-email.heading": "Confirm your email address",
  "verify-email.opening": "This email address was used to register at {brand}. Confirm that it is yours.",
  "verify-email.button": "Confirm email address",
  "verify-email.otherwise": "If you did not register, ignore this email.",

  "reset-password.subject": "Reset your password at {brand}",
  "reset-password.heading": "Reset your password",
  "reset-password.opening":
    "Somebody requested a new password for your account at {brand}. When you have chosen one, you are signed out on all devices.",
  "reset-password.button": "Choose a new password",
  "reset-password.otherwise": "If you did not request it, ignore this email. Your password stays the same.",

  "change-email.subject": "Confirm your new email address at {brand}",
  "change-email.heading": "Confirm your new email address",
  "change-email.opening": "Somebody entered this address as the new email address of an account at {brand}.",
  "change-email.button": "Confirm new email address",
  "change-email.otherwise": "If you did not request it, ignore this email. The account keeps its old address.",

  "new-sign-in.subject": "New sign-in at {brand}",
  "new-sign-in.heading": "New sign-in",
  "new-sign-in.opening":
    "Somebody signed in to your account at {brand} with your password, from a new browser or network:",
  "new-sign-in.otherwise": "If this was not you, change your password at once. This signs out every other device.",

  "token-reused.subject": "A session was ended at {brand}",
  "token-reused.heading": "A session was ended",
  "token-reused.opening":
    "A session of your account at {brand} was ended because a copy of its token was used. Sign in again on that device.",
  "token-reused.otherwise":
    "If you cannot explain it, check that device for malware and change your password at once. This signs out every other device.",

  "password-changed.subject": "Your password was changed at {brand}",
  "password-changed.heading": "Your password was changed",
  "password-changed.opening":
    "The password of your account at {brand} was changed. All other devices have been signed out.",
  "password-changed.otherwise": "If this was not you, request a new password at once, with this email address.",

  "password-reset.subject": "Your password was reset at {brand}",
  "password-reset.heading": "Your password was reset",
  "password-reset.opening":
    "The password of your account at {brand} was reset with a link from an email. All devices have been signed out.",
  "password-reset.otherwise":
    "If this was not you, somebody can read your email: secure your mailbox, then request a new password.",

  "username-changed.subject": "Your username was changed at {brand}",
  "username-changed.heading": "Your username was changed",
  "username-changed.opening":
    "The username of your account at {brand} was changed or removed. You can sign in with this email address, and with the new username if you have one.",
  "username-changed.otherwise":
    "If this was not you, sign in with this email address and change your password at once. This signs out every other device.",

  "passkey-added.subject": "A passkey was added at {brand}",
  "passkey-added.heading": "A passkey was added",
  "passkey-added.opening":
    "A new passkey can sign in to your account at {brand}. All other devices have been signed out.",
  "passkey-added.otherwise":
    "If this was not you, somebody was signed in to your account: remove the passkey and change your password at once.",

  "passkey-removed.subject": "A passkey was removed at {brand}",
  "passkey-removed.heading": "A passkey was removed",
  "passkey-removed.opening":
    "A passkey of your account at {brand} no longer signs in. All other devices have been signed out.",
  "passkey-removed.otherwise":
    "If this was not you, somebody was signed in to your account: check its passkeys and change your password at once.",

  "identity-linked.subject": "A way to sign in was added at {brand}",
  "identity-linked.heading": "A way to sign in was added",
  "identity-linked.opening": "An account at another provider can now sign in to your account at {brand}.",
  "identity-linked.otherwise":
    "If this was not you, somebody was signed in to your account: remove the provider and change your password at once.",

  "identity-unlinked.subject": "A way to sign in was removed at {brand}",
  "identity-unlinked.heading": "A way to sign in was removed",
  "identity-unlinked.opening":
    "An account at another provider no longer signs in to your account at {brand}. The other devices that it had signed in have been signed out.",
  "identity-unlinked.otherwise":
    "If this was not you, somebody was signed in to your account: check how you can sign in and change your password at once.",

  "email-change-requested.subject": "A new email address was requested at {brand}",
  "email-change-requested.heading": "A new email address was requested",
  "email-change-requested.opening":
    "Somebody who knows your password requested a new email address for your account at {brand}. It changes when the new address is confirmed.",
  "email-change-requested.otherwise":
    "If this was not you, change your password at once. This cancels the change of the address and signs out every other device.",

  "email-changed.subject": "Your email address was changed at {brand}",
  "email-changed.heading": "Your email address was changed",
  "email-changed.opening":
    "Your account at {brand} now has a new email address. This is the last email to the old one.",
  "email-changed.otherwise":
    "If this was not you, somebody has taken over your account: contact the operator of {brand} at once.",

  providerIs: "The provider is {provider}.",
  codesLeft: { one: "{count} recovery code is left.", other: "{count} recovery codes are left." },

  "totp-enabled.subject": "An authenticator app was set up at {brand}",
  "totp-enabled.heading": "An authenticator app was set up",
  "totp-enabled.opening":
    "An authenticator app was set up for your account at {brand}. Signing in now asks for its code. All other devices have been signed out.",
  "totp-enabled.otherwise":
    "If this was not you, somebody knows your password and can keep you out: request a new password with this email address, and contact the operator of {brand} at once.",

  "totp-disabled.subject": "The authenticator app was removed at {brand}",
  "totp-disabled.heading": "The authenticator app was removed",
  "totp-disabled.opening":
    "The authenticator app of your account at {brand} was removed. Signing in no longer asks for its code. All other devices have been signed out.",
  "totp-disabled.otherwise": "If this was not you, change your password at once and set up an authenticator app again.",

  "recovery-codes-made.subject": "New recovery codes at {brand}",
  "recovery-codes-made.heading": "New recovery codes",
  "recovery-codes-made.opening":
    "New recovery codes were made for your account at {brand}. The earlier ones no longer work.",
  "recovery-codes-made.otherwise": "If this was not you, make new ones and change your password at once.",

  "recovery-code-used.subject": "A recovery code was used at {brand}",
  "recovery-code-used.heading": "A recovery code was used",
  "recovery-code-used.opening": "A recovery code of your account at {brand} was used instead of the authenticator app.",
  "recovery-code-used.otherwise": "If this was not you, change your password and make new recovery codes at once.",

  "second-factor-refused.subject": "A wrong code was entered at {brand}",
  "second-factor-refused.heading": "A wrong code was entered",
  "second-factor-refused.opening":
    "Somebody who got past the first step of signing in to your account at {brand} entered a wrong code. More wrong codes within the hour are not reported.",
  "second-factor-refused.otherwise":
    "If this was not you, somebody knows your password: change it at once. This signs out every other device.",

  "second-factors-reset.subject": "The second step of signing in was removed at {brand}",
  "second-factors-reset.heading": "The second step was removed",
  "second-factors-reset.opening":
    "The operator of {brand} removed the authenticator app, the passkeys and the recovery codes of your account. All devices have been signed out.",
  "second-factors-reset.otherwise":
    "If you did not ask for it, contact the operator of {brand} at once. Then set up the second step again.",

  "account-deleted.subject": "Your account was deleted at {brand}",
  "account-deleted.heading": "Your account was deleted",
  "account-deleted.opening": "Your account at {brand} and all its data have been deleted.",
  "account-deleted.otherwise": "If this was not you, somebody knew your password: change it wherever else you use it.",
} as const;
