import { Router } from "express";
import type { createKeysController } from "../controllers/keys.controller.js";
import { methodNotAllowed } from "../middlewares/notFound.middleware.js";

export function createKeysRoutes(controller: ReturnType<typeof createKeysController>): Router {
  const router = Router();
  router.route("/.well-known/jwks.json").get(controller.jwks).all(methodNotAllowed("GET"));
  return router;
}
