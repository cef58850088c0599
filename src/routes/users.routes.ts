import type { UsersController } from "../controllers/users.controller.js";
import {
  activityQuerySchema,
  changeEmailSchema,
  deleteAccountSchema,
  type UsersSchemas,
} from "../schemas/users.schema.js";
import { EXAMPLES, type Route, route } from "./Route.js";

/** Everything below /users. Each route asks for the token itself: so an unknown path is 404, and a preflight needs none. */
export function usersRoutes(controller: UsersController, schemas: UsersSchemas): readonly Route[] {
  return [
    route("GET", "/users/profile", {
      auth: "accessToken",
      id: "profile",
      tag: "Profile",
      summary: "Returns the signed-in user",
      success: { status: 200, data: "user", message: "success.profile" },
      handler: controller.profile,
    }),
    route("PATCH", "/users/settings", {
      auth: "accessToken",
      body: { schema: schemas.settings, example: { fullName: "Ada King", avatarUrl: null } },
      id: "changeSettings",
      tag: "Profile",
      summary: "Changes the name, the username or the picture",
      description:
        "At least one of fullName, username and avatarUrl is required; absent fields stay as they are. `avatarUrl: null` removes " +
        "the picture. A new username requires `password`, the current one, and the owner gets an email about it.",
      success: { status: 200, data: "user", message: "success.settingsChanged" },
      failures: ["INVALID_CREDENTIALS", "REAUTHENTICATION_REQUIRED", "USER_EXISTS", "RATE_LIMITED", "OVERLOADED"],
      handler: controller.changeSettings,
    }),
    route("POST", "/users/change-email", {
      auth: "accessToken",
      body: { schema: changeEmailSchema, example: { newEmail: "ada@example.org", password: EXAMPLES.password } },
      id: "changeEmail",
      tag: "Email",
      summary: "Requests a change of the email address",
      description:
        "The new address gets a link and the old one a warning; nothing changes until the link is used. The response is the same if the new address belongs to somebody else.",
      success: {
        status: 202,
        data: "nothing",
        message: "success.emailChangeRequested",
      },
      failures: ["INVALID_CREDENTIALS", "REAUTHENTICATION_REQUIRED", "RATE_LIMITED", "OVERLOADED"],
      handler: controller.changeEmail,
    }),
    route("DELETE", "/users/account", {
      auth: "accessToken",
      body: { schema: deleteAccountSchema, example: { password: EXAMPLES.password }, isOptional: true },
      id: "deleteAccount",
      tag: "Accounts",
      summary: "Deletes the account and all its data",
      success: {
        status: 200,
        data: "nothing",
        message: "success.accountDeleted",
        setsCookies: true,
      },
      failures: ["INVALID_CREDENTIALS", "REAUTHENTICATION_REQUIRED", "RATE_LIMITED", "OVERLOADED"],
      handler: controller.deleteAccount,
    }),
    route("GET", "/users/export", {
      auth: "accessToken",
      id: "exportData",
      tag: "Profile",
      summary: "Returns everything that is stored about the user, except secrets",
      success: { status: 200, data: "exportedData", message: "success.exported" },
      failures: ["RATE_LIMITED"],
      handler: controller.exportData,
    }),
    route("GET", "/users/security", {
      auth: "accessToken",
      id: "security",
      tag: "Second factors",
      summary: "Returns what protects the account",
      description: "`level` and `authenticatedAt` are those of this session, the rest is the account's.",
      success: { status: 200, data: "security", message: "success.security" },
      handler: controller.security,
    }),
    route("GET", "/users/activity", {
      auth: "accessToken",
      query: activityQuerySchema,
      id: "activity",
      tag: "Profile",
      summary: "Lists the events of the account, newest first",
      description: "With the reason of each session's end.",
      success: { status: 200, data: "activity", message: "success.activity" },
      failures: ["RATE_LIMITED"],
      handler: controller.activity,
    }),
  ];
}
