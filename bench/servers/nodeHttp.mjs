// node:http alone: what no server on Node can undercut.
import { envelope, serve, USER } from "./shared.mjs";

serve((_req, res) => {
  const body = JSON.stringify(envelope(USER, "Your profile."));
  res.writeHead(200, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) });
  res.end(body);
});
