import { z } from "zod";

/* What signing in with a provider begins with, and what the owner of an identity sees of it. */

const time = z.int().meta({ description: "Epoch milliseconds." });

const provider = z
  .object({
    name: z.string().meta({ description: "For the paths." }),
    label: z.string().meta({ description: "For people." }),
  })
  .meta({ id: "Provider" });

export const providers = z.array(provider);

export const providerStarted = z
  .object({ url: z.string().meta({ description: "Where the browser goes." }) })
  .meta({ id: "ProviderStarted" });

export const identity = z
  .object({
    _id: z.string(),
    provider: z.string().meta({ description: "Its name in the settings." }),
    email: z.string().nullable().meta({ description: "As the provider said it at the last sign-in." }),
    createdAt: time,
    lastUsedAt: time.nullable(),
  })
  .meta({ id: "Identity" });
