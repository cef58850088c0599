import { type RequestHandler, Router } from "express";
import type { createAuthController } from "../controllers/auth.controller.js";
import { methodNotAllowed } from "../middlewares/notFound.middleware.js";
import type { LimitRequests } from "../middlewares/rateLimit.middleware.js";
import { validate } from "../middlewares/validate.middleware.js";
import type { AuthSchemas } from "../schemas/auth.schema.js";

/** What anybody may ask for without a token: counted by address, before the body is read. */
export function createAddressLimits(limit: LimitRequests): Router {
  const router = Router();
  router.post("/register", limit("register"));
  router.post("/login", limit("login"));
  router.post("/refresh-token", limit("refresh"));
  router.post("/forgot-password", limit("forgot"));
  router.post("/reset-password", limit("reset"));
  router.post("/verify-email", limit("verify"));
  router.post("/resend-verification", limit("resend"));
  router.post("/confirm-email-change", limit("reset"));
  return router;
}

/** Each path: who, then what, then the controller. */
export function createAuthRoutes(
  controller: ReturnType<typeof createAuthController>,
  schemas: AuthSchemas,
  verifyJWT: RequestHandler,
): Router {
  const router = Router();
  const getOnly = methodNotAllowed("GET");
  const postOnly = methodNotAllowed("POST");

  router.route("/password-policy").get(controller.passwordPolicy).all(getOnly);
  router.route("/register").post(validate(schemas.register), controller.register).all(postOnly);
  router.route("/login").post(validate(schemas.login), controller.login).all(postOnly);
  router.route("/refresh-token").post(validate(schemas.refresh), controller.refreshToken).all(postOnly);
  router.route("/logout").post(validate(schemas.logout), controller.logout).all(postOnly);
  router.route("/logout-all").post(verifyJWT, controller.logoutAll).all(postOnly);
  router.route("/sessions").get(verifyJWT, controller.sessions).all(getOnly);
  router.route("/sessions/:id").delete(verifyJWT, controller.deleteSession).all(methodNotAllowed("DELETE"));
  router
    .route("/change-password")
    .post(verifyJWT, validate(schemas.changePassword), controller.changePassword)
    .all(postOnly);
  router.route("/forgot-password").post(validate(schemas.forgotPassword), controller.forgotPassword).all(postOnly);
  router.route("/reset-password").post(validate(schemas.resetPassword), controller.resetPassword).all(postOnly);
  router.route("/verify-email").post(validate(schemas.verifyEmail), controller.verifyEmail).all(postOnly);
  router
    .route("/resend-verification")
    .post(validate(schemas.resendVerification), controller.resendVerification)
    .all(postOnly);
  router
    .route("/confirm-email-change")
    .post(validate(schemas.confirmEmailChange), controller.confirmEmailChange)
    .all(postOnly);
  return router;
}
