const LOOPBACK_IPV4 = /^127\.\d+\.\d+\.\d+$/;

/** Whether a URL names this machine: localhost, a name under it, 127.0.0.0/8 or [::1]. The scheme and port do not matter. */
export function isLocalhost({ hostname }: URL): boolean {
  return (
    hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "[::1]" || LOOPBACK_IPV4.test(hostname)
  );
}
