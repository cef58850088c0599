import { type ClientOptions, createLatchkeyClient } from "../../../packages/client/src/index.js";

/** An answer of a scripted server: the data of a success, or a failure. */
export type Scripted =
  | { data: unknown }
  | { status: number; code: string; headers?: Record<string, string>; [extra: string]: unknown };

/** A server that answers each request as `script` says, by a line such as `POST /auth/login`. */
export function scriptedApi(script: (line: string, body: unknown) => Scripted) {
  const seen: { line: string; body: unknown }[] = [];
  const baseUrl = "https://auth.example.com/api/v1";
  const scriptedFetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const line = `${request.method} ${request.url.replace(baseUrl, "")}`;
    const text = await request.text();
    const body: unknown = text === "" ? null : JSON.parse(text);
    seen.push({ line, body });
    const answer = script(line, body);
    if ("data" in answer) return Response.json({ success: true, data: answer.data });
    const { status, headers = {}, ...failure } = answer;
    return Response.json(
      { success: false, data: null, message: failure.code, errors: [], ...failure },
      { status, headers },
    );
  };
  return {
    seen,
    /** What it would answer, for a server that answers some requests in another way. */
    answer: script,
    baseUrl,
    fetch: scriptedFetch,
    lines: () => seen.map(({ line }) => line),
    aClient: (options: ClientOptions = {}) =>
      createLatchkeyClient({ baseUrl, fetch: scriptedFetch, mode: "tokens", ...options }),
  };
}
