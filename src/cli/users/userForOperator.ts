import type { User } from "../../stores/Store.js";
import { tableUtc } from "../../utils/utcTime.js";
import type { Answer } from "../answer.js";
import { renderFacts } from "../table.js";

/** A user as an operator sees them: a list of what may leave, so a new secret field stays inside. */
export function userForOperator(user: User) {
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
  };
}

/** The answer of every command that ends with one user. */
export function userAnswer(user: User): Answer {
  const time = (at: number | null) => (at === null ? "no" : `${tableUtc(at)} UTC`);
  const text = renderFacts([
    ["id", user._id],
    ["username", user.username],
    ["name", user.fullName],
    ["e-mail", user.email],
    ["verified", time(user.emailVerifiedAt)],
    ["roles", user.roles.join(" ")],
    ["disabled", time(user.disabledAt)],
    ["created", time(user.createdAt)],
    ["changed", time(user.updatedAt)],
    ["password set", time(user.passwordChangedAt)],
  ]);
  return { data: { user: userForOperator(user) }, text };
}
