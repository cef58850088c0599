/**
 * The one table of failures: code, status and public message. The HTTP answers and docs/reference/errors.md are made from it.
 * `fix` says to developers what a client should do.
 */
export const ERRORS = {
  VALIDATION_FAILED: {
    status: 400,
    message: "Some fields are missing or invalid. Check them and try again.",
    fix: "`errors` says for each field (`path`) what to enter.",
  },
  INVALID_JSON: { status: 400, message: "The body is not valid JSON.", fix: "Send a JSON object." },
  LINK_INVALID: {
    status: 400,
    message: "This link is no longer valid. Request a new one.",
    fix: "It was used, has expired, or a newer one replaced it.",
  },
  FLOW_INVALID: {
    status: 400,
    message: "This took too long or was started elsewhere. Start again.",
    fix: "The flow has expired, is of another step, or the account has changed since. Sign in again, or ask for new options.",
  },
  PROVIDER_REFUSED: {
    status: 400,
    message: "The sign-in was canceled. Try again, or sign in another way.",
    fix: "The user canceled it at the provider, or the provider refused; the log has the provider's code.",
  },
  PROVIDER_ANSWER_INVALID: {
    status: 400,
    message: "The provider's answer could not be verified. Start again.",
    fix: "The answer or its ID token is not from this provider, for this client or for this sign-in; the log says which check failed.",
  },
  INVALID_CREDENTIALS: {
    status: 401,
    message: "Incorrect username, email or password.",
    fix: "The same for an unknown account and a wrong password.",
  },
  ACCESS_TOKEN_MISSING: {
    status: 401,
    message: "Access token required.",
    fix: "Sign in first, then send `Authorization: Bearer …` or the cookie.",
  },
  ACCESS_TOKEN_INVALID: {
    status: 401,
    message: "The access token is not valid. Sign in again.",
    fix: "Refresh once, then sign in again. Send one well-formed Authorization header.",
  },
  ACCESS_TOKEN_EXPIRED: {
    status: 401,
    message: "The access token has expired. Refresh it.",
    fix: "POST /auth/refresh-token, then repeat the request.",
  },
  REFRESH_TOKEN_MISSING: {
    status: 401,
    message: "Refresh token required.",
    fix: "Sign in first, then send it in the body or as the cookie.",
  },
  REFRESH_TOKEN_INVALID: {
    status: 401,
    message: "The refresh token is not valid. Sign in again.",
    fix: "Sign in again.",
  },
  REFRESH_TOKEN_REUSED: {
    status: 401,
    message: "This refresh token was already used, so the session was ended. Sign in again.",
    fix: "Somebody may have copied the token, or a client kept an old one.",
  },
  SESSION_EXPIRED: { status: 401, message: "The session has expired. Sign in again.", fix: "Sign in again." },
  SESSION_REVOKED: { status: 401, message: "The session has ended. Sign in again.", fix: "Sign in again." },
  REAUTHENTICATION_REQUIRED: {
    status: 401,
    message: "Confirm that it is you, then try again.",
    fix: "POST /auth/reauthenticate, then repeat the request; `WWW-Authenticate` says which level and age are needed (RFC 9470). For a link: repeat it in a session of the account, or with its `password`.",
  },
  CODE_INVALID: {
    status: 401,
    message: "The code is wrong or was used before. Enter the newest one.",
    fix: "Codes work once and for 30 seconds; a recovery code works once.",
  },
  SECOND_FACTOR_REQUIRED: {
    status: 401,
    message: "Confirm the sign-in with your second factor.",
    fix: "Answered only after the first proof. POST /auth/second-factor with `challenge.flow` and one of `challenge.methods`.",
  },
  PASSKEY_INVALID: {
    status: 401,
    message: "This passkey was not accepted. Try again, or sign in another way.",
    fix: "Ask for new options: a challenge works once, for five minutes, for this site.",
  },
  ACCOUNT_DISABLED: {
    status: 403,
    message: "This account is disabled. Contact support.",
    fix: "Answered only after the right password.",
  },
  EMAIL_NOT_VERIFIED: {
    status: 403,
    message: "Your email address is not verified. Open the link in the email we sent you.",
    fix: "Answered only after the right password. POST /auth/resend-verification sends a new one.",
  },
  ENROLMENT_REQUIRED: {
    status: 403,
    message: "This account needs a second factor. Set one up to sign in.",
    fix: "POST /users/totp or /users/passkeys/options with `challenge.flow` instead of a session. The setting is REQUIRE_SECOND_FACTOR.",
  },
  FORBIDDEN: {
    status: 403,
    message: "You do not have permission to do this.",
    fix: "The user does not have the required role.",
  },
  REFUSED_BY_APP: {
    status: 403,
    message: "This is not allowed.",
    fix: "A hook of the app refused; `message` says why. With status 400, `errors` names the field.",
  },
  ORIGIN_NOT_ALLOWED: {
    status: 403,
    message: "Requests from this origin are not allowed.",
    fix: "Open the page at PUBLIC_URL, or add the origin that the message names to CORS_ORIGIN. The log lists the allowed ones.",
  },
  NOT_FOUND: { status: 404, message: "Not found. Check the path.", fix: "Check the path." },
  USER_NOT_FOUND: {
    status: 404,
    message: "User not found.",
    fix: "The command line and the server's own code get this.",
  },
  SESSION_NOT_FOUND: {
    status: 404,
    message: "Session not found.",
    fix: "It has already ended, or belongs to another user.",
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    message: "Method not allowed. Use one that the `Allow` header lists.",
    fix: "Use one that the `Allow` header lists.",
  },
  USER_EXISTS: {
    status: 409,
    message: "The username or email address is taken. Choose another one.",
    fix: "`errors` names the field.",
  },
  FACTOR_MISSING: {
    status: 409,
    message: "There is no second factor to change. Set one up first.",
    fix: "POST /users/totp begins one; GET /users/security says what there is.",
  },
  PASSKEY_EXISTS: {
    status: 409,
    message: "This passkey is already registered. Sign in with it.",
    fix: "Send `excludeCredentials` of the options to the browser: it then offers no passkey that is there.",
  },
  PASSKEY_LIMIT: {
    status: 409,
    message: "There are 20 passkeys already. Remove one first.",
    fix: "DELETE /users/passkeys/:id.",
  },
  LAST_METHOD: {
    status: 409,
    message: "This is the last way to sign in. Add another one first.",
    fix: "Set a password or add a passkey, then repeat.",
  },
  IDENTITY_TAKEN: {
    status: 409,
    message: "This account at the provider belongs to another user. Choose another one.",
    fix: "Sign in with it, and remove it there first: DELETE /users/identities/:id.",
  },
  IDENTITY_NOT_LINKED: {
    status: 409,
    message: "There is an account with this email address. Sign in to it to connect the provider.",
    fix: "Sign in another way, then POST /users/identities with `flow`. Email addresses alone link nothing; the setting is LINK_VERIFIED_EMAIL.",
  },
  REGISTRATION_NEEDED: {
    status: 409,
    message: "There is no account yet. Complete your details to create one.",
    fix: "POST /auth/providers/register with `flow` and what `suggestion` lacks.",
  },
  REGISTRATION_UNCONFIRMED: {
    status: 409,
    message: "This account was registered in another browser. Enter its password, or say that it was not you.",
    fix: "`registration` says who registered, when and from where. Send the link with the account's `password`, or with `notMe: true`, which deletes the account.",
  },
  BODY_TOO_LARGE: { status: 413, message: "The body is too large. Send at most 16 KiB.", fix: "Send at most 16 KiB." },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    message: "The body must be JSON in UTF-8.",
    fix: "Send `Content-Type: application/json`, no other charset, no Content-Encoding.",
  },
  EXPECTATION_FAILED: {
    status: 417,
    message: "The `Expect` header is not supported. Remove it.",
    fix: "Send no `Expect`, or `100-continue`.",
  },
  RATE_LIMITED: {
    status: 429,
    message: "Too many attempts. Try again later.",
    fix: "Wait for `Retry-After` seconds.",
  },
  INTERNAL: {
    status: 500,
    message: "Something went wrong. Try again later.",
    fix: "A bug: the log has the cause under the request id.",
  },
  STORE_UNAVAILABLE: {
    status: 503,
    message: "The service is temporarily unavailable. Try again later.",
    fix: "Keep the tokens, and repeat the request after `Retry-After` seconds.",
  },
  PROVIDER_UNAVAILABLE: {
    status: 503,
    message: "The provider cannot be reached. Try again later, or sign in another way.",
    fix: "Repeat after `Retry-After` seconds; nobody was signed out. The log has the cause.",
  },
  OVERLOADED: {
    status: 503,
    message: "The service is busy. Try again in a few seconds.",
    fix: "Repeat the request after `Retry-After` seconds.",
  },
  SHUTTING_DOWN: { status: 503, message: "The process is shutting down.", fix: "Only /health/ready answers this." },
} as const satisfies Record<string, { status: number; message: string; fix: string }>;

export type ErrorCode = keyof typeof ERRORS;
