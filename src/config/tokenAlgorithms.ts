import { z } from "zod";
import { textToList } from "./parsers.js";

const error = "must be HS256, ES256, or both with the one that signs in front: ES256,HS256";

/** ACCESS_TOKEN_ALGORITHM: the first signs, all verify. */
export const tokenAlgorithms = z.preprocess(
  textToList,
  z
    .array(z.enum(["HS256", "ES256"], { error }), { error })
    .min(1, { error })
    .refine((names) => new Set(names).size === names.length, { error }),
);
