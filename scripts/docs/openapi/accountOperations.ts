import * as answers from "./answers.js";
import * as examples from "./examples.js";
import type { Operation } from "./Operation.js";
import type { NamedSchemas } from "./requests.js";

const PASSWORD = "correct horse battery";

/** Making, showing and deleting an account. */
export function accountOperations(schemas: NamedSchemas): Operation[] {
  return [
    {
      method: "post",
      path: "/api/v1/auth/register",
      id: "register",
      tag: "Accounts",
      summary: "Makes an account",
      description: "It signs nobody in. A mail with a link to verify the address follows.",
      access: "anybody",
      body: {
        schema: schemas.register,
        example: { username: "ada", fullName: "Ada Lovelace", email: "ada@example.com", password: PASSWORD },
      },
      success: {
        status: 201,
        data: answers.user,
        example: { ...examples.USER, emailVerified: false },
        message: "Registered.",
      },
      failures: ["VALIDATION_FAILED", "USER_EXISTS", "RATE_LIMITED", "OVERLOADED"],
    },
    {
      method: "delete",
      path: "/api/v1/users/account",
      id: "deleteAccount",
      tag: "Accounts",
      summary: "Deletes the account and everything of it",
      access: "signedIn",
      body: { schema: schemas.deleteAccount, example: { password: PASSWORD } },
      success: {
        status: 200,
        data: answers.nothing,
        example: {},
        message: "The account and everything of it were deleted.",
        setsCookies: true,
      },
      failures: ["VALIDATION_FAILED", "INVALID_CREDENTIALS", "RATE_LIMITED", "OVERLOADED"],
    },
    {
      method: "get",
      path: "/api/v1/users/profile",
      id: "profile",
      tag: "Profile",
      summary: "Shows the user",
      access: "signedIn",
      success: { status: 200, data: answers.user, example: examples.USER, message: "Your profile." },
      failures: [],
    },
    {
      method: "patch",
      path: "/api/v1/users/settings",
      id: "changeSettings",
      tag: "Profile",
      summary: "Changes the name, the username or the picture",
      description:
        "At least one of fullName, username and avatarUrl is needed; what is absent stays. `avatarUrl: null` removes the picture. " +
        "Another username needs `password`, the current one, and the owner gets a mail about it.",
      access: "signedIn",
      body: { schema: schemas.settings, example: { fullName: "Ada King", avatarUrl: null } },
      success: {
        status: 200,
        data: answers.user,
        example: { ...examples.USER, fullName: "Ada King" },
        message: "The settings were changed.",
      },
      failures: ["VALIDATION_FAILED", "INVALID_CREDENTIALS", "USER_EXISTS", "RATE_LIMITED", "OVERLOADED"],
    },
    {
      method: "get",
      path: "/api/v1/users/export",
      id: "exportData",
      tag: "Profile",
      summary: "Gives all that is stored about the user, secrets aside",
      access: "signedIn",
      success: {
        status: 200,
        data: answers.exportedData,
        example: examples.EXPORTED_DATA,
        message: "All that is stored about you, secrets aside.",
      },
      failures: ["RATE_LIMITED"],
    },
    {
      method: "get",
      path: "/api/v1/users/activity",
      id: "activity",
      tag: "Profile",
      summary: "Lists what happened to the account, newest first",
      description: "With the cause of each session's end.",
      access: "signedIn",
      query: schemas.activityQuery,
      success: {
        status: 200,
        data: answers.activity,
        example: examples.ACTIVITY,
        message: "What happened to your account, newest first.",
      },
      failures: ["VALIDATION_FAILED", "RATE_LIMITED"],
    },
  ];
}
