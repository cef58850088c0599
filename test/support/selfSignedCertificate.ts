import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A self-signed certificate, as texts and as files. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
  readonly keyFile: string;
  readonly certFile: string;
}

/** The period in which a certificate is valid. */
export interface Validity {
  readonly from: Date;
  readonly to: Date;
}

const CA = `[ca]
default_ca = here
[here]
database = index.txt
new_certs_dir = .
default_md = sha256
policy = anything
rand_serial = yes
copy_extensions = copy
[anything]
commonName = supplied
`;

/** Creates one in `folder` for a subject alternative name such as `DNS:auth.example.com`. It is valid for two days by default. */
export function selfSignedCertificate(folder: string, name: string, validity?: Validity): Certificate {
  const [keyFile, certFile] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const subject = ["-subj", "/CN=test", "-addext", `subjectAltName=${name}`];
  const made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", keyFile, ...subject];
  if (validity === undefined) openssl(folder, ["req", "-x509", ...made, "-days", "2", "-out", certFile]);
  else {
    // In OpenSSL 3.0 only this command accepts times in the past.
    writeFileSync(join(folder, "index.txt"), "");
    writeFileSync(join(folder, "ca.cnf"), CA);
    openssl(folder, ["req", ...made, "-out", "request.pem"]);
    const times = ["-startdate", opensslTime(validity.from), "-enddate", opensslTime(validity.to)];
    const files = ["-config", "ca.cnf", "-keyfile", keyFile, "-in", "request.pem", "-out", certFile];
    openssl(folder, ["ca", "-batch", "-selfsign", "-notext", ...files, ...times]);
  }
  return { key: readFileSync(keyFile, "utf8"), cert: readFileSync(certFile, "utf8"), keyFile, certFile };
}

function openssl(cwd: string, args: readonly string[]): void {
  execFileSync("openssl", args, { cwd, stdio: "pipe" });
}

function opensslTime(time: Date): string {
  return `${time.toISOString().replace(/[-:T]|\.\d+/g, "")}`;
}
