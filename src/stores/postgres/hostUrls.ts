const PARTS = /^(?<start>postgres(?:ql)?:\/\/(?:[^/?]*@)?)(?<hosts>[^/?]*)(?<rest>.*)$/s;

/** The URLs of the servers that a URL names: the driver knows one host a URL, PostgreSQL's own programs know `a:1,b:2`. */
export function hostUrls(url: string): string[] {
  const { start = "", hosts = "", rest = "" } = PARTS.exec(url)?.groups ?? {};
  return hosts.split(",").map((host) => withStandardTls(`${start}${host}${rest}`));
}

/**
 * `sslmode` as PostgreSQL's programs understand it: `require` encrypts, `verify-full` also checks the certificate. The driver says that
 * its next major version does so too, and prints a warning until then.
 */
function withStandardTls(url: string): string {
  if (!/[?&]sslmode=/.test(url) || /[?&]uselibpqcompat=/.test(url)) return url;
  return `${url}&uselibpqcompat=true`;
}
