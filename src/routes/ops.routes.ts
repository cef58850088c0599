import { Router } from "express";
import type { createOpsController } from "../controllers/ops.controller.js";
import { methodNotAllowed } from "../middlewares/notFound.middleware.js";

export function createOpsRoutes(controller: ReturnType<typeof createOpsController>): Router {
  const router = Router();
  router.route("/health/live").get(controller.live).all(methodNotAllowed("GET"));
  router.route("/health/ready").get(controller.ready).all(methodNotAllowed("GET"));
  return router;
}
