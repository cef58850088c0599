import { ERRORS, type ErrorCode } from "../../utils/errorCodes.js";

type ErrorTexts = { readonly [Code in ErrorCode]: (typeof ERRORS)[Code]["message"] };

/** The table of errors stays the one source of their English texts: the documentation is made from it. */
function errorTexts(): ErrorTexts {
  const entries = Object.entries(ERRORS).map(([code, { message }]) => [code, message]);
  // Object.fromEntries forgets which text belongs to which code.
  return Object.fromEntries(entries) as ErrorTexts;
}

/** Every text of an answer of the API. The texts of errors have their codes as keys. */
export const en = {
  ...errorTexts(),

  "success.accountDeleted": "The account and all its data were deleted.",
  "success.activity": "The events of your account, newest first.",
  "success.security": "What protects your account.",
  "success.emailChanged": "The email address was changed.",
  "success.emailChangeRequested": "A link was sent to the new address, and a notice to the old one.",
  "success.emailVerified": "The email address is verified.",
  "success.exported": "Everything that is stored about you, except secrets.",
  "success.identities": "Your linked accounts at providers.",
  "success.identityLinked": "The account at the provider is linked. You can sign in with it.",
  "success.identityRemoved": "The account at the provider is no longer linked.",
  "success.keySet": "The keys.",
  "success.live": "Live.",
  "success.totpBegun": "Enter the first code of the app to turn it on.",
  "success.totpEnabled": "The authenticator app is on. Every other session has ended.",
  "success.totpDisabled": "The authenticator app was removed. Every other session has ended.",
  "success.recoveryCodes": "New recovery codes. The earlier ones no longer work.",
  "success.mailMayFollow": "If the address belongs to an account, an email is on its way.",
  "success.passkeyAdded": "The passkey was added. Every other session has ended.",
  "success.passkeyOptions": "Options for the browser.",
  "success.passkeyRemoved": "The passkey was removed. Every other session has ended.",
  "success.passkeyRenamed": "The passkey was renamed.",
  "success.passkeys": "Your passkeys.",
  "success.passwordChanged": "The password was changed. Every other session has ended.",
  "success.passwordRules": "The rules for a new password.",
  "success.passwordSet": "The password was set. Sign in with it.",
  "success.profile": "Your profile.",
  "success.providerCallback": "Continues in the page that finishes the sign-in.",
  "success.providerStarted": "Continue at the provider.",
  "success.providers": "The providers to sign in with.",
  "success.ready": "Ready.",
  "success.reauthenticated": "Confirmed.",
  "success.refreshed": "Refreshed.",
  "success.registered": "Registered.",
  "success.relatedOrigins": "The origins that share the passkeys.",
  "success.sessionEnded": "The session has ended.",
  "success.sessions": "Your sessions.",
  "success.settingsChanged": "The settings were changed.",
  "success.signedIn": "Signed in.",
  "success.signedOut": "Signed out.",
  "success.signedOutEverywhere": "Signed out everywhere.",

  "value.boolean": "Must be true or false.",
  "value.empty": "Must not be empty.",
  "value.invalid": "Is not valid.",
  "value.object": "Must be an object.",
  "value.text": "Must be text.",
  "value.tooLong": "Use at most {max} characters.",

  "username.characters": "Use 3 to 32 of the letters a to z, digits, _ . and -",
  "username.letter": "Use at least one letter or digit.",
  "username.taken": "This username is taken. Choose another one.",

  "email.ascii": "Write the domain in its ASCII form: {domain}.",
  "email.asciiExample": "Write the domain in its ASCII form: xn--bcher-kva.example for b\u00fccher.example.",
  "email.current": "This is already the address of your account. Enter another one.",
  "email.numericDomain": "The domain must not be a number. Enter a domain name.",
  "email.plain": "Enter one email address, such as ada@example.com.",
  "email.taken": "This email address is taken. Sign in, or use another address.",

  "fullName.empty": "Enter a name.",
  "fullName.hidden":
    "Remove control characters, invisible characters and characters that change the direction of text.",
  "fullName.invisible": "Enter a name with visible characters.",

  "avatarUrl.https": "Enter an https URL.",

  "locale.tag": "Enter a language tag, such as de or pt-BR.",

  "password.common": "Too many people use this password. Choose another one.",
  "password.context": "Must not contain little more than your name, your email address or the name of this service.",
  "password.current": "This is your current password. Choose another one.",
  "password.empty": "Enter a password.",
  "password.halfCharacter": "Contains half a character. Enter whole characters.",
  "password.tooShort": "Use at least {min} characters.",

  "passwordRule.common": "Not a commonly used password.",
  "passwordRule.context": "Not just your username, name or email address, or the name of this service.",
  "passwordRule.tooLong": "At most {max} characters.",
  "passwordRule.tooShort": "At least {min} characters. Spaces and emoji count too.",

  "login.nameMissing": "Enter a username or an email address.",
  "login.emailMissing": "Enter an email address.",

  "credential.unreadable": "Send what toJSON() of the browser's credential returns.",
  "passkey.refused": "This passkey was not made for this site, or too late. Try again.",
  "code.digits": "Enter the six digits that the authenticator app shows.",
  "recoveryCode.form": "Enter a recovery code: ten letters and digits, such as 7K2MQ-XW94D.",
  "proof.one": "Send exactly one of {names}.",

  "provider.purpose": "Must be sign-in or link.",

  "returnTo.invalid":
    "Must be a path of this site that begins with one /, or a URL of an origin that the settings allow.",

  "verify.oneAnswer": "Send either the password or notMe, not both.",

  "settings.nothing": "Give at least one of fullName, avatarUrl and username.",
  "settings.nothingOf": "Give at least one of {names}.",
  "settings.passwordMissing": "Enter your current password to change the username.",

  "activity.before": "Must be the `_id` of an event.",
  "activity.limit": "Enter a whole number from 1 to {max}.",

  "fields.tooLong": "All fields together may have {max} bytes. Shorten some.",
  "fields.unknown": "There is no such field.",
  "fields.unknownNear": "There is no such field. Did you mean {name}?",

  "origin.opaque":
    'Requests from the origin "{origin}" are not allowed. Open the page at {publicOrigin}: an opaque origin cannot be allowed.',
  "origin.otherSite": "Requests from another origin are not allowed, and this one is {site} by its Sec-Fetch-Site.",
  "origin.unlisted":
    'Requests from the origin "{origin}" are not allowed. Open the page at {publicOrigin}, or have the operator add this origin to CORS_ORIGIN.',

  "document.noscript":
    "This page needs JavaScript to sign you in and to protect your account. Turn it on in the settings of your browser, then load the page again.",
  "document.noscriptTitle": "JavaScript is turned off",
} as const;
