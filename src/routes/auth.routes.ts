import { type RequestHandler, Router } from "express";
import type { createAuthController } from "../controllers/auth.controller.js";
import { methodNotAllowed } from "../middlewares/notFound.middleware.js";
import { validate } from "../middlewares/validate.middleware.js";
import type { AuthSchemas } from "../schemas/auth.schema.js";

export function createAuthRoutes(
  controller: ReturnType<typeof createAuthController>,
  schemas: AuthSchemas,
  verifyJWT: RequestHandler,
): Router {
  const router = Router();
  const postOnly = methodNotAllowed("POST");

  router.route("/register").post(validate(schemas.register), controller.register).all(postOnly);
  router.route("/login").post(validate(schemas.login), controller.login).all(postOnly);
  router.route("/refresh-token").post(validate(schemas.refresh), controller.refreshToken).all(postOnly);
  router.route("/logout").post(validate(schemas.logout), controller.logout).all(postOnly);
  router.route("/logout-all").post(verifyJWT, controller.logoutAll).all(postOnly);
  router.route("/sessions").get(verifyJWT, controller.sessions).all(methodNotAllowed("GET"));
  router.route("/sessions/:id").delete(verifyJWT, controller.deleteSession).all(methodNotAllowed("DELETE"));
  router
    .route("/change-password")
    .post(verifyJWT, validate(schemas.changePassword), controller.changePassword)
    .all(postOnly);
  return router;
}
