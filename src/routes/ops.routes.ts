import { Router } from "express";
import type { OpsController } from "../controllers/ops.controller.js";
import { type MetricsAccess, metricsAccess } from "../middlewares/metricsAccess.middleware.js";
import { methodNotAllowed } from "../middlewares/route.middleware.js";
import { type Route, route } from "./Route.js";

/** For operators, and for services that check access tokens themselves: at the root of the server, beside the API. */
export function opsRoutes(controller: OpsController): readonly Route[] {
  return [
    route("GET", "/.well-known/jwks.json", {
      auth: "none",
      id: "keySet",
      tag: "Keys",
      summary: "The public keys of access tokens",
      description: "RFC 7517. With `ACCESS_TOKEN_ALGORITHM=HS256` there are no public keys, and the response is 404.",
      success: { status: 200, data: "keySet", message: "success.keySet", isBare: true },
      failures: ["NOT_FOUND"],
      handler: controller.jwks,
    }),
    route("GET", "/.well-known/webauthn", {
      auth: "none",
      id: "relatedOrigins",
      tag: "Passkeys",
      summary: "The other origins that may use the passkeys",
      description:
        "WebAuthn Level 3 §5.11. Browsers read it at `https://<PASSKEY_RP_ID>/.well-known/webauthn`. Without PASSKEY_ORIGINS the response is 404.",
      success: { status: 200, data: "relatedOrigins", message: "success.relatedOrigins", isBare: true },
      failures: ["NOT_FOUND"],
      handler: controller.relatedOrigins,
    }),
    route("GET", "/health/live", {
      auth: "none",
      id: "live",
      tag: "Health",
      summary: "Whether the process responds",
      success: { status: 200, data: "health", message: "success.live" },
      handler: controller.live,
    }),
    route("GET", "/health/ready", {
      auth: "none",
      id: "ready",
      tag: "Health",
      summary: "Whether the store accepts writes and the process is not about to stop",
      success: { status: 200, data: "health", message: "success.ready" },
      failures: ["STORE_UNAVAILABLE", "SHUTTING_DOWN"],
      handler: controller.ready,
    }),
  ];
}

export interface ShownMetrics {
  readonly contentType: string;
  render(): Promise<string>;
}

/** The metrics, for Prometheus. The route is not in the table: openapi.json is for clients of the API. */
export function createMetricsRoutes(metrics: ShownMetrics, access: MetricsAccess): Router {
  const router = Router();
  router
    .route("/metrics")
    .get(metricsAccess(access), async (_req, res) => {
      res.set("Content-Type", metrics.contentType).send(await metrics.render());
    })
    .all(methodNotAllowed("GET"));
  return router;
}
