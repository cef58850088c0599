import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Builder, type WebDriver } from "selenium-webdriver";
import { freePort } from "../../../../scripts/mongo/freePort.js";
import { findWebKit, type WebKitPrograms } from "../findBrowsers.js";
import { DrivenTab } from "./DrivenTab.js";
import { DESKTOP, type Engine, type EngineKind, type Profile, type WindowSize } from "./Engine.js";
import { eventually } from "./eventually.js";
import { startProgram } from "./startProgram.js";
import { WebKitDriver, WebKitSession } from "./WebKitSession.js";

export const webKitEngine: EngineKind = { name: "WebKitGTK", isInstalled: findWebKit() !== null, start };

async function start(): Promise<Engine> {
  const programs = findWebKit();
  if (programs === null) throw new Error("WebKitGTK is not installed.");
  const server = await startProgram(programs.display, ["-displayfd", "1", "-screen", "0", "1400x1000x24"], {});
  const display = `:${await server.firstLine}`;
  return { newProfile: (size = DESKTOP) => startProfile(programs, display, size), close: server.stop };
}

/** A driver has one session at a time, so each profile has its own. */
async function startProfile({ driver: path }: WebKitPrograms, display: string, size: WindowSize): Promise<Profile> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-webkit-"));
  slimToolbar(folder);
  const port = await freePort();
  const server = await startProgram(path, [`--port=${port}`, "--host=127.0.0.1"], environment(folder, display));
  const close = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const driver = await connect(`http://127.0.0.1:${port}`);
    await driver
      .manage()
      .window()
      .setRect({ x: 0, y: 0, ...size });
    const session = new WebKitSession(driver);
    const windows = [await driver.getWindowHandle()];
    const newTab = async () => new DrivenTab(new WebKitDriver(session, windows.pop() ?? (await session.openTab())));
    return { newTab, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Else the buttons above the page keep its window wider than a phone. The style of GTK does not reach into pages. */
function slimToolbar(home: string): void {
  const folder = join(home, ".config/gtk-3.0");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "gtk.css"), "* { font-size: 1px; padding: 0; margin: 0; min-width: 0 }");
}

/** Everything that it writes stays in the folder, and nothing looks for a desktop that is not there. */
function environment(folder: string, display: string): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    DISPLAY: display,
    HOME: folder,
    XDG_RUNTIME_DIR: folder,
    LC_ALL: "C.UTF-8",
    GDK_BACKEND: "x11",
    GSETTINGS_BACKEND: "memory",
    NO_AT_BRIDGE: "1",
    LIBGL_ALWAYS_SOFTWARE: "1",
    WEBKIT_DISABLE_DMABUF_RENDERER: "1",
  };
}

async function connect(address: string): Promise<WebDriver> {
  const answers = () =>
    fetch(`${address}/status`).then(
      ({ ok }) => ok,
      () => false,
    );
  await eventually("the driver", answers);
  return await new Builder().usingServer(address).withCapabilities({ browserName: "MiniBrowser" }).build();
}
