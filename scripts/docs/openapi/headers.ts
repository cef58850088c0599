import type { OpenAPIRegistry } from "@asteasolutions/zod-to-openapi";

const HEADERS = {
  "X-Request-Id": {
    description: "Names the request in the log. A harmless one of the client's own is kept.",
    example: "3f2b8c1e-5d4a-4e6f-9a7b-1c2d3e4f5a6b",
  },
  "Set-Cookie": {
    description: "HttpOnly, SameSite, Path=/; on https with Secure and the prefix `__Host-`. One header a cookie.",
    example: "accessToken=…; Path=/; HttpOnly; SameSite=Strict; Max-Age=900",
  },
  "X-Access-Token-Expires-In": {
    description: "Whole seconds that the new access token lives, for browsers, whose script never sees it.",
    example: "900",
  },
  "WWW-Authenticate": {
    description: "RFC 6750. `error` only when a token was sent.",
    example: 'Bearer error="invalid_token"',
  },
  "Retry-After": { description: "Whole seconds until a repeat makes sense.", example: "2" },
  "Cache-Control": { description: "Anybody may keep the answer for a while.", example: "public, max-age=600" },
  ETag: { description: "Names this content, for `If-None-Match`.", example: '"q1w2e3r4t5"' },
  Allow: { description: "The methods of this path.", example: "GET, HEAD, OPTIONS" },
} as const;

const OF_STATUS: Record<number, keyof typeof HEADERS> = {
  401: "WWW-Authenticate",
  405: "Allow",
  429: "Retry-After",
  503: "Retry-After",
};

export function registerHeaders(registry: OpenAPIRegistry): void {
  for (const [name, { description, example }] of Object.entries(HEADERS)) {
    registry.registerComponent("headers", name, { description, schema: { type: "string", examples: [example] } });
  }
}

/** The headers that tell something in an answer of this status, beside those that every answer has. */
export function headersOf(
  status: number,
  sends: {
    setsCookies?: boolean | undefined;
    givesTokens?: boolean | undefined;
    isForEverybody?: boolean | undefined;
  } = {},
): Record<string, { $ref: string }> {
  const ofStatus = OF_STATUS[status];
  const names = [
    "X-Request-Id",
    ...(sends.setsCookies ? ["Set-Cookie"] : []),
    ...(sends.givesTokens ? ["X-Access-Token-Expires-In"] : []),
    ...(sends.isForEverybody ? ["Cache-Control", "ETag"] : []),
    ...(ofStatus === undefined ? [] : [ofStatus]),
  ];
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
