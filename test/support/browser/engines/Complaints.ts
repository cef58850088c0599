/** What a page must not do: scripts that fail, contents that its policy refuses, requests to another origin. */
export class Complaints {
  readonly #errors: string[] = [];
  readonly #requested: string[] = [];

  error(message: string): void {
    this.#errors.push(message);
  }

  consoleMessage(text: string): void {
    if (/Content.Security.Policy|Refused to/i.test(text)) this.#errors.push(text);
  }

  request(url: string): void {
    this.#requested.push(url);
  }

  of(origin: string): readonly string[] {
    const elsewhere = this.#requested.filter((url) => !url.startsWith(`${origin}/`) && !/^(data|blob):/.test(url));
    return [...this.#errors, ...elsewhere];
  }
}
