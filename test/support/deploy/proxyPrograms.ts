import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Certificate } from "../selfSignedCertificate.js";

/** The name in the files of deploy/, which an operator replaces. */
export const SITE = "auth.example.com";

/** What the test puts in the place of an operator's ports, certificate and folders. */
export interface Place {
  readonly folder: string;
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly latchkeyPort: number;
  readonly certificate: Certificate;
  /** What an operator changed in the shipped file. */
  readonly edit?: (file: string) => string;
}

export interface ProxyProgram {
  readonly name: "nginx" | "caddy";
  /** What it prints when it listens. */
  readonly sign: string;
  /** Writes the configuration, and says how to start the program with it. */
  configure(place: Place): { args: string[]; env: Record<string, string> };
}

/** A file of deploy/ with other ports and paths. Each of `changes` has to be found, so the file and the test stay in step. */
function rendered(file: string, changes: ReadonlyArray<readonly [string, string]>): string {
  return changes.reduce(
    (text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`${file} does not hold "${from}".`);
      return text.replaceAll(from, to);
    },
    readFileSync(file, "utf8"),
  );
}

// Files of bodies that are too long for memory go into the folder, and the workers may write there.
const NGINX = `
user root;
daemon off;
pid nginx.pid;
error_log stderr notice;
events {}
http {
  access_log off;
  client_body_temp_path bodies;
  proxy_temp_path answers;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  include latchkey.conf;
}
`;

export const nginx: ProxyProgram = {
  name: "nginx",
  sign: "start worker processes",
  configure: ({ folder, httpPort, httpsPort, latchkeyPort, certificate, edit = (file) => file }) => {
    const site = rendered("deploy/nginx/latchkey.conf", [
      ["listen 80;", `listen 127.0.0.1:${httpPort};`],
      ["listen [::]:80;", ""],
      ["listen 443 ssl http2;", `listen 127.0.0.1:${httpsPort} ssl http2;`],
      ["listen [::]:443 ssl http2;", ""],
      ["/etc/letsencrypt/live/auth.example.com/fullchain.pem", certificate.certFile],
      ["/etc/letsencrypt/live/auth.example.com/privkey.pem", certificate.keyFile],
      ["server 127.0.0.1:3000;", `server 127.0.0.1:${latchkeyPort};`],
    ]);
    writeFileSync(join(folder, "latchkey.conf"), edit(site));
    writeFileSync(join(folder, "nginx.conf"), NGINX);
    return { args: ["-p", folder, "-c", join(folder, "nginx.conf"), "-e", "stderr"], env: {} };
  },
};

const caddy: ProxyProgram = {
  name: "caddy",
  sign: "serving initial configuration",
  configure: ({ folder, httpPort, httpsPort, latchkeyPort, certificate }) => {
    const file = rendered("deploy/caddy/Caddyfile", [
      ["\tservers {", `\tadmin off\n\thttp_port ${httpPort}\n\thttps_port ${httpsPort}\n\tservers {`],
      [
        "\n{$SITE:auth.example.com} {",
        `\n{$SITE:auth.example.com} {\n\tbind 127.0.0.1\n\ttls ${certificate.certFile} ${certificate.keyFile}`,
      ],
      ["http://{$SITE:auth.example.com} {", "http://{$SITE:auth.example.com} {\n\tbind 127.0.0.1"],
      ["http:// {", "http:// {\n\tbind 127.0.0.1"],
    ]);
    writeFileSync(join(folder, "Caddyfile"), file);
    return {
      args: ["run", "--config", join(folder, "Caddyfile"), "--adapter", "caddyfile"],
      env: { HOME: folder, UPSTREAM: `127.0.0.1:${latchkeyPort}` },
    };
  },
};

export const PROXY_PROGRAMS = [nginx, caddy];
