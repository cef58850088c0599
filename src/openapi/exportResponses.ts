import { z } from "zod";
import { AUDIT_EVENTS } from "../services/audit/index.js";
import { coarse, facts, id, maybeText, maybeTime, time } from "./responseFields.js";

/* What an owner gets of their data. */

export const event = z
  .object({
    _id: id,
    name: z.enum(Object.keys(AUDIT_EVENTS)),
    at: time,
    sessionId: id.nullable(),
    ip: maybeText,
    userAgent: maybeText,
    detail: facts.meta({ description: "The `reason` of a session's end, and other details." }),
  })
  .meta({ id: "ActivityEvent" });

export const exportedData = z
  .object({
    exportedAt: time,
    user: z.object({
      _id: id,
      username: maybeText,
      fullName: maybeText,
      email: z.string(),
      avatarUrl: maybeText,
      emailVerifiedAt: maybeTime,
      roles: z.array(z.string()),
      disabledAt: maybeTime,
      epochEnds: z.array(z.object({ epoch: z.int(), cause: z.string(), at: time })),
      createdAt: time,
      updatedAt: time,
      passwordChangedAt: time,
      fields: z
        .record(z.string(), z.unknown())
        .meta({ description: "`locale`, and the fields that the app has added." }),
      factorsSince: maybeTime,
    }),
    sessions: z.array(
      z.object({
        _id: id,
        userId: id,
        lateCount: z.int(),
        lateSince: time,
        openedBy: z.enum(["browser", "client"]),
        methods: z.array(z.object({ method: z.string(), at: time, userVerified: z.boolean() })),
        createdAt: time,
        lastSeenAt: coarse,
        idleExpiresAt: coarse,
        expiresAt: time,
        revokedAt: maybeTime,
        revokeReason: maybeText,
        rememberMe: z.boolean(),
        userAgent: maybeText,
        ip: maybeText,
      }),
    ),
    oneTimeTokens: z.array(z.object({ purpose: z.string(), userId: id, payload: maybeText, expiresAt: time })),
    secondFactors: z
      .object({
        _id: id,
        totp: z.object({ confirmedAt: time }).nullable(),
        pending: z.object({ expiresAt: time }).nullable(),
        recoveryCodes: z.array(z.object({ usedAt: maybeTime })),
        madeAt: maybeTime,
      })
      .nullable(),
    passkeys: z.array(
      z.object({
        _id: z.string(),
        credentialId: z.string(),
        userId: id,
        publicKey: z.string(),
        counter: z.int(),
        rpId: z.string(),
        aaguid: z.string(),
        transports: z.array(z.string()),
        backedUp: z.boolean(),
        userVerified: z.boolean(),
        name: z.string(),
        createdAt: time,
        lastUsedAt: maybeTime,
      }),
    ),
    identities: z.array(
      z.object({
        _id: z.string(),
        userId: id,
        provider: z.string(),
        issuer: z.string(),
        subject: z.string(),
        email: maybeText,
        emailVerified: z.boolean(),
        createdAt: time,
        lastUsedAt: maybeTime,
      }),
    ),
    emailCodes: z
      .object({ _id: id, waiting: z.int().meta({ description: "How many codes were mailed." }), expiresAt: time })
      .nullable(),
    jobs: z.array(
      z.object({ _id: id, kind: z.string(), userId: id.nullable(), payload: facts, dueAt: time, createdAt: time }),
    ),
    activity: z.array(z.object({ ...event.shape, userId: id.nullable() }).meta({ id: "ExportedEvent" })),
    leftOut: z
      .record(z.string(), z.string())
      .meta({ description: "What is stored but not included, and why: `table.field` or `table`." }),
  })
  .meta({ id: "ExportedData" });
