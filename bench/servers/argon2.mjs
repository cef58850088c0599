// A password check and nothing else, with the library and the parameters that Latchkey uses.
import { hash, verify } from "@node-rs/argon2";
import { envelope, readJson, serve, USER } from "./shared.mjs";

const stored = await hash("correct horse battery", { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 });
serve(async (req, res) => {
  const fits = req.method === "GET" || (await verify(stored, (await readJson(req)).password));
  res.writeHead(fits ? 200 : 401, { "Content-Type": "application/json" });
  res.end(JSON.stringify(envelope(fits ? USER : null, "Checked.")));
});
