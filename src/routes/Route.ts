import type { Response } from "express";
import type { ZodObject, ZodType } from "zod";
import type { RequestWith } from "../http/request.js";
import type { SuccessKey } from "../messages/api/index.js";
import type { LimitedPurpose } from "../middlewares/route.middleware.js";
import type { ResponseData, ResponseName } from "../openapi/index.js";
import type { ErrorCode } from "../utils/errorCodes.js";

/** One method of one path. The router and openapi.json, and from that the client's types, are made from it. */
export interface Route extends RouteDetails {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** From the mount of the API, or from the root of the server for what is beside the API. */
  readonly path: `/${string}`;
}

interface RouteDetails<Body = unknown, Name extends ResponseName = ResponseName> {
  /** The limit by address that counts a request before anything looks at its body. */
  readonly limit?: LimitedPurpose;
  /** What proves who is asking. Only an access token is checked by the router, the others by the controller. */
  readonly auth:
    | "none"
    | "accessToken"
    | "accessTokenOrFlow"
    | "accessTokenToLink"
    | "refreshToken"
    | "accessOrRefreshToken";
  readonly body?: { readonly schema: ZodType<Body>; readonly example: object; readonly isOptional?: true };
  readonly query?: ZodObject;
  /** What each parameter of the path is. */
  readonly params?: Readonly<Record<string, string>>;
  /** What the header does here, where the route reads it. */
  readonly idempotencyKey?: string;
  readonly id: string;
  readonly tag:
    | "Accounts"
    | "Sessions"
    | "Passwords"
    | "Second factors"
    | "Passkeys"
    | "Providers"
    | "Email"
    | "Profile"
    | "Keys"
    | "Health";
  readonly summary: string;
  readonly description?: string;
  readonly success: {
    readonly status: 200 | 201 | 202 | 303;
    readonly data: Name;
    readonly message: SuccessKey;
    /** Another message, where the body asks for something else, or the data is. */
    messageFor?(body: Body, data: ResponseData<Name>): SuccessKey;
    readonly setsCookies?: true;
    readonly givesTokens?: true;
    /** The controller sends it without the envelope, and anybody may cache it. */
    readonly isBare?: true;
    /**
     * Where the controller sends the browser. It comes there from another site: with a query or a form, and whatever the origin is.
     * Such a route must change nothing.
     */
    readonly location?: string;
  };
  /** Beside those that follow from the rest: of the body, of the limit by address, of the token. */
  readonly failures?: readonly ErrorCode[];
  handler(req: RequestWith<Body>, res: Response): ResponseData<Name> | Promise<ResponseData<Name>>;
}

/** Holds the handler to the body and to the data that the route declares: what reads a body needs a schema for it. */
export function route<Body, Name extends ResponseName>(
  method: Route["method"],
  path: Route["path"],
  details: RouteDetails<Body, Name> & (unknown extends Body ? object : Required<Pick<RouteDetails<Body>, "body">>),
): Route {
  return { method, path, ...details };
}

/** Values for the examples of openapi.json. */
export const EXAMPLES = {
  email: "ada@example.com",
  password: "correct horse battery",
  newPassword: "a stable for my horse",
  refreshToken: "lk_rt_…",
  flow: "AbY3…",
  linkToken: "gQ3nB7wYk0mZ2xV5pR8sT1uC4dE6fH9jL0aKqWxOiUy",
} as const;
