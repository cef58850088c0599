import { type RequestHandler, Router } from "express";
import type { createUsersController } from "../controllers/users.controller.js";
import { methodNotAllowed } from "../middlewares/notFound.middleware.js";
import { validate } from "../middlewares/validate.middleware.js";
import { settingsSchema } from "../schemas/users.schema.js";

/** Guarded path by path, so that an unknown path is 404 and a preflight needs no token. */
export function createUsersRoutes(
  controller: ReturnType<typeof createUsersController>,
  verifyJWT: RequestHandler,
): Router {
  const router = Router();
  router.route("/profile").get(verifyJWT, controller.profile).all(methodNotAllowed("GET"));
  router
    .route("/settings")
    .patch(verifyJWT, validate(settingsSchema), controller.changeSettings)
    .all(methodNotAllowed("PATCH"));
  return router;
}
