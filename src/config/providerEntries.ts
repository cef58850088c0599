import { z } from "zod";
import { nearestName } from "../utils/nearestName.js";
import {
  appleId,
  credential,
  domains,
  issuer,
  label,
  privateKey,
  providerName,
  scopes,
  tenant,
  yesOrNo,
} from "./providerFields.js";

const client = { clientId: credential, clientSecret: credential };

/** The fields of each kind of provider. A field that is unknown is a wrong entry: it was meant to do something. */
const entries = {
  google: z.strictObject({ kind: z.literal("google"), ...client }),
  github: z.strictObject({ kind: z.literal("github"), ...client }),
  microsoft: z.strictObject({ kind: z.literal("microsoft"), ...client, tenant: tenant.default("common") }),
  apple: z.strictObject({
    kind: z.literal("apple"),
    clientId: credential,
    teamId: appleId,
    keyId: appleId,
    privateKey,
  }),
  oidc: z.strictObject({
    kind: z.literal("oidc"),
    name: providerName,
    label: label.optional(),
    issuer,
    ...client,
    scopes: scopes.default(["openid", "email", "profile"]),
    trustsEmail: yesOrNo.default(false),
    authoritativeFor: domains.default([]),
    trustsSecondFactor: yesOrNo.default(false),
  }),
};

export type ProviderKind = keyof typeof entries;
export type ProviderEntry = z.output<(typeof entries)[ProviderKind]>;

export function isProviderKind(kind: unknown): kind is ProviderKind {
  return typeof kind === "string" && Object.hasOwn(entries, kind);
}

/** A provider whose fields are right, or what is wrong: the field and why, without any value. */
export function parseEntry(kind: ProviderKind, fields: object): ProviderEntry | { readonly fault: string } {
  const schema = entries[kind];
  const result = schema.safeParse({ ...fields, kind });
  if (!result.success) return { fault: faultOf(result.error.issues[0], fields, Object.keys(schema.shape)) };
  const entry = result.data;
  if (entry.kind === "oidc" && entry.authoritativeFor.length > 0 && !entry.trustsEmail) {
    return { fault: "authoritativeFor needs trustsEmail: true, because only verified addresses count" };
  }
  return entry;
}

function faultOf(issue: z.core.$ZodIssue | undefined, fields: object, known: readonly string[]): string {
  if (issue?.code === "unrecognized_keys") return unknownField(issue.keys[0] ?? "", known);
  const field = String(issue?.path[0] ?? "");
  if (Reflect.get(fields, field) === undefined) return `${field} is missing`;
  return `${field} ${issue?.message ?? "is wrong"}`;
}

/** What is no plain name is not repeated: it may be a value that slipped into its place. */
function unknownField(name: string, known: readonly string[]): string {
  const fields = known.filter((field) => field !== "kind");
  const meant = nearestName(name, fields);
  if (meant !== null) return `has an unknown field: did you mean ${meant}?`;
  const shown = /^[a-z_]{1,32}$/i.test(name) ? `the unknown field ${name}` : "an unknown field";
  return `has ${shown}: there are ${fields.join(", ")}`;
}
