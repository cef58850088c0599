import { expect, test } from "vitest";
import { ROUTES } from "../support/http/routes.js";

// Express tries the routes of a router one after the other, and most requests go to these.
test.each([
  ["/auth/", "POST /auth/refresh-token"],
  ["/users/", "GET /users/profile"],
])("the first route below %s is the one that is requested most: %s", (prefix, first) => {
  const [route] = ROUTES.filter(({ path }) => path.includes(prefix));
  expect(`${route?.method} ${route?.path.slice(route.path.indexOf(prefix))}`).toBe(first);
});
