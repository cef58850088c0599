import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../../scripts/mongo/freePort.js";
import { type RawRequest, type RawResponse, rawRequest } from "../http/rawRequest.js";
import { printed } from "../process/serverProcess.js";
import { type Certificate, selfSignedCertificate, type Validity } from "../selfSignedCertificate.js";
import { type ProxyProgram, SITE } from "./proxyPrograms.js";

export interface FrontProxy {
  /** A request over TLS, as the clients of the site send it. */
  request(request: RawRequest): Promise<RawResponse>;
  /** A request without TLS. */
  plainRequest(request: RawRequest): Promise<RawResponse>;
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly certificate: Certificate;
  stop(): Promise<void>;
}

/** What differs from the shipped configuration and a good certificate. */
export interface ProxyChanges {
  readonly edit?: (file: string) => string;
  readonly validity?: Validity;
}

/** Starts the program with the shipped configuration in front of a Latchkey on `latchkeyPort`, all of it on loopback. */
export async function startProxy(
  program: ProxyProgram,
  latchkeyPort: number,
  { edit, validity }: ProxyChanges = {},
): Promise<FrontProxy> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-proxy-"));
  const certificate = selfSignedCertificate(folder, `DNS:${SITE}`, validity);
  const [httpPort, httpsPort] = [await freePort(), await freePort()];
  const { args, env } = program.configure({
    folder,
    httpPort,
    httpsPort,
    latchkeyPort,
    certificate,
    ...(edit !== undefined && { edit }),
  });
  const child = spawn(program.name, args, { env: { PATH: process.env["PATH"], ...env }, stdio: "pipe" });
  const ended = once(child, "exit");
  await printed(child, program.sign);
  const tls = { ca: certificate.cert, servername: SITE };
  const headers = { host: SITE };
  return {
    httpPort,
    httpsPort,
    certificate,
    request: (request) =>
      rawRequest(`https://127.0.0.1:${httpsPort}`, { ...request, tls, headers: { ...headers, ...request.headers } }),
    plainRequest: (request) =>
      rawRequest(`http://127.0.0.1:${httpPort}`, { ...request, headers: { ...headers, ...request.headers } }),
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
