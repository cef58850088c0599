import type { Deed } from "./HostileProvider.js";

const JSON_TYPE = { "content-type": "application/json" };

/** The connection breaks. */
export const dies: Deed = (req) => void req.socket.destroy();

/** No answer ever comes. */
export const hangs: Deed = () => undefined;

/** The answer begins, and never ends. */
export const stalls: Deed = (_req, res) => void res.writeHead(200, JSON_TYPE).write('{"issuer":');

/** Valid JSON without end, as fast as it is read. */
export const floods: Deed = (_req, res) => {
  res.writeHead(200, JSON_TYPE);
  const more = () => {
    while (!res.destroyed && res.write(" ".repeat(65_536)));
  };
  res.on("drain", more);
  more();
};

export function redirectsTo(location: string, status = 302): Deed {
  return (_req, res) => void res.writeHead(status, { location }).end();
}

export function answersText(text: string, type = "text/html"): Deed {
  return (_req, res) => void res.writeHead(200, { "content-type": type }).end(text);
}

export function answers(status: number, body: unknown, headers: Record<string, string> = {}): Deed {
  return (_req, res) => void res.writeHead(status, { ...JSON_TYPE, ...headers }).end(JSON.stringify(body));
}
