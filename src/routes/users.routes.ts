import { type RequestHandler, Router } from "express";
import type { createUsersController } from "../controllers/users.controller.js";
import { methodNotAllowed } from "../middlewares/notFound.middleware.js";
import { validate } from "../middlewares/validate.middleware.js";
import { changeEmailSchema, deleteAccountSchema, settingsSchema } from "../schemas/users.schema.js";

/** Guarded path by path, so that an unknown path is 404 and a preflight needs no token. */
export function createUsersRoutes(
  controller: ReturnType<typeof createUsersController>,
  verifyJWT: RequestHandler,
): Router {
  const router = Router();
  const getOnly = methodNotAllowed("GET");

  router.route("/profile").get(verifyJWT, controller.profile).all(getOnly);
  router
    .route("/settings")
    .patch(verifyJWT, validate(settingsSchema), controller.changeSettings)
    .all(methodNotAllowed("PATCH"));
  router
    .route("/change-email")
    .post(verifyJWT, validate(changeEmailSchema), controller.changeEmail)
    .all(methodNotAllowed("POST"));
  router
    .route("/account")
    .delete(verifyJWT, validate(deleteAccountSchema), controller.deleteAccount)
    .all(methodNotAllowed("DELETE"));
  router.route("/export").get(verifyJWT, controller.exportData).all(getOnly);
  router.route("/activity").get(verifyJWT, controller.activity).all(getOnly);
  return router;
}
