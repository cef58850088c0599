import type { User } from "../../stores/Store.js";
import { parseObject } from "../../utils/json.js";
import { tableUtc } from "../../utils/utcTime.js";
import type { CommandResult } from "../command.js";
import { renderFacts } from "../table.js";

/** A user as operators see it. The fields are listed, so that a new secret field does not leak. */
export function toOperatorView(user: User) {
  return {
    _id: user._id,
    username: user.username,
    fullName: user.fullName,
    email: user.email,
    avatarUrl: user.avatarUrl,
    roles: user.roles,
    emailVerifiedAt: user.emailVerifiedAt,
    disabledAt: user.disabledAt,
    createdAt: user.createdAt,
    updatedAt: user.updatedAt,
    passwordChangedAt: user.passwordChangedAt,
    fields: parseObject(user.fields),
  };
}

/** The result of a command that ends with one user. */
export function userResult(user: User): CommandResult {
  const time = (at: number | null) => (at === null ? "no" : `${tableUtc(at)} UTC`);
  const text = renderFacts([
    ["ID", user._id],
    ["username", user.username],
    ["full name", user.fullName],
    ["email", user.email],
    ["email verified", time(user.emailVerifiedAt)],
    ["roles", user.roles.join(" ")],
    ["disabled", time(user.disabledAt)],
    ["created", time(user.createdAt)],
    ["updated", time(user.updatedAt)],
    ["password changed", time(user.passwordChangedAt)],
    ["fields", user.fields ?? "none"],
  ]);
  return { data: { user: toOperatorView(user) }, text };
}
