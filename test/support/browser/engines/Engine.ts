/** How an engine is started, and whether this machine has it. */
export interface EngineKind {
  readonly name: "Chromium" | "Firefox" | "WebKitGTK";
  readonly isInstalled: boolean;
  start(): Promise<Engine>;
}

/** A browser that runs. */
export interface Engine {
  /** A browser of somebody else, as it were: with no cookies, and windows of this size. */
  newProfile(size?: WindowSize): Promise<Profile>;
  close(): Promise<void>;
}

export interface WindowSize {
  readonly width: number;
  readonly height: number;
}

export const DESKTOP: WindowSize = { width: 1280, height: 800 };

/** Tabs that share their cookies. */
export interface Profile {
  newTab(): Promise<Tab>;
  close(): Promise<void>;
}

/** Whether an element is anywhere on the page, or in the dialog that is open. */
export type Place = "page" | "dialog";

/** What a person does with a page. Each verb waits until it can be done, and fails after 20 seconds. Names are whole. */
export interface Tab {
  goto(address: string): Promise<void>;
  address(): Promise<string>;
  /** Types into the field with this label, in place of what it holds. */
  fill(label: string, text: string): Promise<void>;
  click(role: "button" | "link", name: string, place?: Place): Promise<void>;
  waitForHeading(name: string): Promise<void>;
  /** Waits until a text is visible, alone or within another one. */
  waitForText(text: string): Promise<void>;
  /** The value of an expression in the page; of a promise, what it resolves to. */
  evaluate<Value>(expression: string): Promise<Value>;
  /** Errors of scripts, what the content policy refused, and requests to another origin than this. WebKitGTK reports none of them. */
  complaints(origin: string): readonly string[];
}

export const PATIENCE_MS = 20_000;
