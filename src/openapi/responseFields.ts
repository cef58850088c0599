import { z } from "zod";

/* The fields that many responses have. */

export const id = z.uuid().meta({ description: "A UUIDv7." });
export const time = z.int().meta({ description: "Epoch milliseconds." });
export const coarse = z.int().meta({ description: "Epoch milliseconds, in steps of ten minutes." });
export const maybeTime = time.nullable();
export const maybeText = z.string().nullable();
export const facts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
