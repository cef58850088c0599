import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A certificate that nobody else has signed, as texts and as the files that it lies in. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
  readonly keyFile: string;
  readonly certFile: string;
}

/** From when to when a certificate is good. */
export interface Validity {
  readonly from: Date;
  readonly to: Date;
}

const KEYS = { ecdsa: ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"], rsa: ["rsa:2048"] } as const;

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

/** Makes one in `folder` for a subject alternative name such as `DNS:auth.example.com`; it is good for two days. */
export function selfSignedCertificate(
  folder: string,
  name: string,
  validity?: Validity,
  algorithm: keyof typeof KEYS = "ecdsa",
): Certificate {
  const [keyFile, certFile] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const subject = ["-subj", "/CN=test", "-addext", `subjectAltName=${name}`];
  const made = ["-newkey", ...KEYS[algorithm], "-nodes", "-keyout", keyFile, ...subject];
  if (validity === undefined) openssl(folder, ["req", "-x509", ...made, "-days", "2", "-out", certFile]);
  else {
    // Only this command of OpenSSL 3.0 takes times of the past.
    writeFileSync(join(folder, "index.txt"), "");
    writeFileSync(join(folder, "ca.cnf"), CA);
    openssl(folder, ["req", ...made, "-out", "request.pem"]);
    const times = ["-startdate", opensslTime(validity.from), "-enddate", opensslTime(validity.to)];
    const files = ["-config", "ca.cnf", "-keyfile", keyFile, "-in", "request.pem", "-out", certFile];
    openssl(folder, ["ca", "-batch", "-selfsign", "-notext", ...files, ...times]);
  }
  return { key: readFileSync(keyFile, "utf8"), cert: readFileSync(certFile, "utf8"), keyFile, certFile };
}

/**
 * The same, signed by an authority between it and the root. `certFile` has what a server sends: the certificate alone, or with the
 * one of the authority between. `cert` is the root, which clients believe.
 */
export function issuedCertificate(
  folder: string,
  name: string,
  validity: Validity,
  sends: "alone" | "chain",
): Certificate {
  const own = selfSignedCertificate(folder, name, validity);
  const lasting = ["-days", "80", "-CAcreateserial"];
  const authority = ["-addext", "basicConstraints=critical,CA:TRUE"];
  const newKey = (file: string) => ["-newkey", ...KEYS.ecdsa, "-nodes", "-keyout", file];
  openssl(folder, ["req", "-x509", ...newKey("root.key"), "-subj", "/CN=root", ...authority, "-out", "root.pem"]);
  openssl(folder, ["req", ...newKey("between.key"), "-subj", "/CN=between", ...authority, "-out", "between.csr"]);
  const signed = (by: string) => ["-CA", `${by}.pem`, "-CAkey", `${by}.key`, "-copy_extensions", "copy", ...lasting];
  openssl(folder, ["x509", "-req", "-in", "between.csr", ...signed("root"), "-out", "between.pem"]);
  openssl(folder, ["x509", "-req", "-in", "request.pem", ...signed("between"), "-out", "leaf.pem"]);
  const read = (file: string) => readFileSync(join(folder, file), "utf8");
  writeFileSync(own.certFile, sends === "alone" ? read("leaf.pem") : read("leaf.pem") + read("between.pem"));
  return { ...own, cert: read("root.pem") };
}

function openssl(cwd: string, args: readonly string[]): void {
  execFileSync("openssl", args, { cwd, stdio: "pipe" });
}

function opensslTime(time: Date): string {
  return `${time.toISOString().replace(/[-:T]|\.\d+/g, "")}`;
}
