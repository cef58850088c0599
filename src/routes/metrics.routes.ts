import { Router } from "express";
import { type MetricsAccess, metricsAccess } from "../middlewares/metricsAccess.middleware.js";
import { methodNotAllowed } from "../middlewares/route.middleware.js";

/** What is counted, as a text. */
export interface ShownMetrics {
  readonly contentType: string;
  render(): Promise<string>;
}

/** What is counted, for Prometheus. It is not in the description of the API, which is for its clients. */
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
