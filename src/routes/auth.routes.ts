import { type RequestHandler, Router } from "express";
import type { createAuthController } from "../controllers/auth.controller.js";
import { methodNotAllowed } from "../middlewares/notFound.middleware.js";
import type { LimitRequests } from "../middlewares/rateLimit.middleware.js";
import { validate } from "../middlewares/validate.middleware.js";
import type { AuthSchemas } from "../schemas/auth.schema.js";

/** Each path: limit by address, then who, then what, then the controller. */
export function createAuthRoutes(
  controller: ReturnType<typeof createAuthController>,
  schemas: AuthSchemas,
  limit: LimitRequests,
  verifyJWT: RequestHandler,
): Router {
  const router = Router();
  const getOnly = methodNotAllowed("GET");
  const postOnly = methodNotAllowed("POST");

  router.route("/password-policy").get(controller.passwordPolicy).all(getOnly);
  router.route("/register").post(limit("register"), validate(schemas.register), controller.register).all(postOnly);
  router.route("/login").post(limit("login"), validate(schemas.login), controller.login).all(postOnly);
  router
    .route("/refresh-token")
    .post(limit("refresh"), validate(schemas.refresh), controller.refreshToken)
    .all(postOnly);
  router.route("/logout").post(validate(schemas.logout), controller.logout).all(postOnly);
  router.route("/logout-all").post(verifyJWT, controller.logoutAll).all(postOnly);
  router.route("/sessions").get(verifyJWT, controller.sessions).all(getOnly);
  router.route("/sessions/:id").delete(verifyJWT, controller.deleteSession).all(methodNotAllowed("DELETE"));
  router
    .route("/change-password")
    .post(verifyJWT, validate(schemas.changePassword), controller.changePassword)
    .all(postOnly);
  router
    .route("/forgot-password")
    .post(limit("forgot"), validate(schemas.forgotPassword), controller.forgotPassword)
    .all(postOnly);
  router
    .route("/reset-password")
    .post(limit("reset"), validate(schemas.resetPassword), controller.resetPassword)
    .all(postOnly);
  router
    .route("/verify-email")
    .post(limit("verify"), validate(schemas.verifyEmail), controller.verifyEmail)
    .all(postOnly);
  router
    .route("/resend-verification")
    .post(limit("resend"), validate(schemas.resendVerification), controller.resendVerification)
    .all(postOnly);
  router
    .route("/confirm-email-change")
    .post(limit("reset"), validate(schemas.confirmEmailChange), controller.confirmEmailChange)
    .all(postOnly);
  return router;
}
