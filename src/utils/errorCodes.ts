/**
 * The one table of failures: code, status and public text. The HTTP answers and docs/reference/errors.md come from it. `cure` tells a
 * developer what a client should do.
 */
export const ERRORS = {
  VALIDATION_FAILED: {
    status: 400,
    message: "Some fields are missing or wrong.",
    cure: "Read `errors`: each entry names a field (`path`) and what it needs.",
  },
  INVALID_JSON: { status: 400, message: "The body is not valid JSON.", cure: "Send a JSON object." },
  LINK_INVALID: {
    status: 400,
    message: "This link is not valid any more.",
    cure: "It was used, has expired, or a newer one took its place: ask for another.",
  },
  INVALID_CREDENTIALS: {
    status: 401,
    message: "The name or the password is wrong.",
    cure: "Ask again. The answer is the same for an unknown account and a wrong password.",
  },
  ACCESS_TOKEN_MISSING: {
    status: 401,
    message: "An access token is needed.",
    cure: "Send `Authorization: Bearer …` or the cookie; sign in first.",
  },
  ACCESS_TOKEN_INVALID: {
    status: 401,
    message: "The access token is not valid.",
    cure: "Refresh once, then sign in again. Check that one well-formed Authorization header is sent.",
  },
  ACCESS_TOKEN_EXPIRED: {
    status: 401,
    message: "The access token has expired.",
    cure: "POST /auth/refresh-token, then repeat the request.",
  },
  REFRESH_TOKEN_MISSING: {
    status: 401,
    message: "A refresh token is needed.",
    cure: "Send it in the body or as the cookie; sign in first.",
  },
  REFRESH_TOKEN_INVALID: {
    status: 401,
    message: "The refresh token is not valid.",
    cure: "Sign in again.",
  },
  REFRESH_TOKEN_REUSED: {
    status: 401,
    message: "This refresh token was used before, so the session was ended.",
    cure: "Sign in again. Somebody may have copied the token, or a client kept an old one.",
  },
  SESSION_EXPIRED: { status: 401, message: "The session has expired.", cure: "Sign in again." },
  SESSION_REVOKED: { status: 401, message: "The session has ended.", cure: "Sign in again." },
  ACCOUNT_DISABLED: {
    status: 403,
    message: "This account is disabled.",
    cure: "Only told after the right password. The owner has to ask the operator.",
  },
  EMAIL_NOT_VERIFIED: {
    status: 403,
    message: "The e-mail address is not verified yet.",
    cure: "Only told after the right password. Open the link in the mail, or POST /auth/resend-verification.",
  },
  FORBIDDEN: { status: 403, message: "You may not do this.", cure: "The user lacks the role." },
  ORIGIN_NOT_ALLOWED: {
    status: 403,
    message: "Requests from this origin are not allowed.",
    cure: "Open the page at PUBLIC_URL, or add its exact origin, which the message names, to CORS_ORIGIN. The log names those that are allowed.",
  },
  NOT_FOUND: { status: 404, message: "There is nothing at this path.", cure: "Check the path." },
  USER_NOT_FOUND: {
    status: 404,
    message: "There is no such user.",
    cure: "Name a user by id, username or e-mail address. Only the command line answers this.",
  },
  SESSION_NOT_FOUND: {
    status: 404,
    message: "There is no such session.",
    cure: "It has ended already, or belongs to another user.",
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    message: "This method is not allowed here.",
    cure: "Use a method that the `Allow` header names.",
  },
  USER_EXISTS: {
    status: 409,
    message: "The username or e-mail is taken.",
    cure: "`errors` names the field.",
  },
  BODY_TOO_LARGE: { status: 413, message: "The body is too large.", cure: "Send at most 16 KiB." },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    message: "The body must be JSON in UTF-8.",
    cure: "Send `Content-Type: application/json`, no other charset, no Content-Encoding.",
  },
  EXPECTATION_FAILED: {
    status: 417,
    message: "The `Expect` header asks for something unknown.",
    cure: "Send no `Expect`, or `100-continue`.",
  },
  RATE_LIMITED: {
    status: 429,
    message: "There were too many attempts.",
    cure: "Wait for `Retry-After` seconds. docs/reference/limits.md has the numbers.",
  },
  INTERNAL: {
    status: 500,
    message: "Something went wrong.",
    cure: "A bug: the log has the cause under the request id.",
  },
  STORE_UNAVAILABLE: {
    status: 503,
    message: "The service cannot answer at the moment.",
    cure: "Keep the tokens, wait for `Retry-After` seconds and repeat. It says nothing about credentials.",
  },
  OVERLOADED: {
    status: 503,
    message: "The service is busy.",
    cure: "Wait for `Retry-After` seconds and repeat.",
  },
  SHUTTING_DOWN: {
    status: 503,
    message: "The process is about to end.",
    cure: "Only /health/ready tells: send requests to another instance.",
  },
} as const satisfies Record<string, { status: number; message: string; cure: string }>;

export type ErrorCode = keyof typeof ERRORS;
