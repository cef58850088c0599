/** What a request tells about who sent it. Never trusted for a decision but the class of the client. */
export interface ClientInfo {
  /** `Sec-Fetch-Site` is present: a browser sent it, and no script in a page can remove it. */
  readonly isBrowser: boolean;
  readonly ip: string | null;
  readonly userAgent: string | null;
}
