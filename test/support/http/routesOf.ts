import type { Express, IRoute } from "express";

export interface RouteLine {
  method: string;
  path: string;
}

interface Layer {
  route?: IRoute | undefined;
  handle: { stack?: Layer[] };
  match(path: string): boolean;
}

/** Where routers are mounted. Express does not keep the paths, but it can be asked whether one matches. */
const MOUNTS = ["/api/v1", "/auth", "/users", "/outbox", ""];

/** Every route of an app with its whole path, read from the routers themselves. Fails on a mount that it does not know. */
export function routesOf(app: Express): RouteLine[] {
  return walk(app.router.stack as unknown as Layer[], "");
}

function walk(stack: readonly Layer[], prefix: string): RouteLine[] {
  return stack.flatMap((layer) => {
    if (layer.route !== undefined) return linesOf(layer.route, prefix);
    if (layer.handle.stack === undefined) return [];
    return walk(layer.handle.stack, prefix + mountOf(layer));
  });
}

function mountOf(layer: Layer): string {
  if (layer.match("/nowhere")) return "";
  const mount = MOUNTS.find((path) => layer.match(path));
  if (mount === undefined) throw new Error("A router is mounted at a path that this test does not know.");
  return mount;
}

/** Methods that are refused with 405 share one handler for all; they have no name of their own. */
function linesOf(route: IRoute, prefix: string): RouteLine[] {
  const methods = new Set(route.stack.flatMap(({ method }) => (method ? [method.toUpperCase()] : [])));
  return [...methods].map((method) => ({ method, path: prefix + String(route.path) }));
}
