/** A `fetch` with a cookie jar, which marks its requests as a browser does. The tabs of a browser share one. */
export function createBrowserFetch() {
  const jar = new Map<string, string>();

  const browserFetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const withCookies = request.credentials === "include";
    const headers = new Headers(request.headers);
    headers.set("sec-fetch-site", "same-origin");
    // What is in the jar when the request leaves is what it carries; what the answer sets is there when it arrives.
    if (withCookies && jar.size > 0) headers.set("cookie", [...jar].map((pair) => pair.join("=")).join("; "));
    const response = await fetch(new Request(request, { headers }));
    if (withCookies) for (const line of response.headers.getSetCookie()) keep(line);
    return response;
  };

  function keep(line: string): void {
    const [, name = "", value = "", attributes = ""] = /^([^=]+)=([^;]*)(.*)$/.exec(line) ?? [];
    if (/Max-Age=0|Expires=Thu, 01 Jan 1970/i.test(attributes)) jar.delete(name);
    else jar.set(name, value);
  }

  return Object.assign(browserFetch, { jar });
}
