import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { browserTest } from "../support/browser/chromium.js";
import { expectHeading, PASSWORD, registerByHand, sites } from "../support/browser/site.js";

const { open } = sites();

/** A picture of one point. */
const PICTURE = Buffer.from("R0lGODlhAQABAIAAAAUEBAAAACwAAAAAAQABAAACAkQBADs=", "base64");

async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
  }
}

/** Answers every request for a picture, and notes it with its `Referer`. */
async function servePictures(page: Page): Promise<string[]> {
  const asked: string[] = [];
  await page.context().route(/^https:\/\//, async (route) => {
    asked.push(`${route.request().url()} from ${(await route.request().headerValue("referer")) ?? "nowhere"}`);
    await route.fulfill({ contentType: "image/gif", body: PICTURE });
  });
  return asked;
}

const picturesOf = (page: Page) => page.locator("header .avatar img");

/** How often the document was loaded. */
function countLoads(page: Page): () => number {
  let loads = 0;
  page.on("domcontentloaded", () => {
    loads += 1;
  });
  return () => loads;
}

browserTest("the menu with the name opens by keyboard, says so, and gives the focus back", async () => {
  const site = await open();
  const page = await (await site.aBrowser()).newPage();
  await registerByHand(page, site.origin);
  const button = page.getByRole("button", { name: "Ada Lovelace, account menu" });
  expect(await button.getAttribute("aria-expanded")).toBe("false");
  expect(await page.getByRole("button", { name: "Sign out" }).isVisible()).toBe(false);

  await button.press("Enter");
  expect(await button.getAttribute("aria-expanded")).toBe("true");
  await expectAccessible(page);
  await page.keyboard.press("Tab");
  expect(await page.evaluate("document.activeElement.textContent")).toBe("Profile");
  await page.keyboard.press("Escape");
  expect(await button.getAttribute("aria-expanded")).toBe("false");
  expect(await button.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);

  await button.click();
  await page.locator(".menu .panel").getByRole("link", { name: "Sessions" }).click();
  await expectHeading(page, "Sessions");
  expect(await button.getAttribute("aria-expanded")).toBe("false");

  await button.click();
  await page.getByText("The browsers and apps").click();
  expect(await button.getAttribute("aria-expanded")).toBe("false");
});

browserTest(
  "a new picture shows at once, its server learns nothing, and it is there after the next start",
  async () => {
    const site = await open();
    const page = await (await site.aBrowser()).newPage();
    const asked = await servePictures(page);
    await registerByHand(page, site.origin);
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (/Content.Security.Policy|Refused to/i.test(message.text())) complaints.push(message.text());
    });
    await page.getByText("AL").first().waitFor();
    const loads = countLoads(page);

    await page.getByLabel("Picture address").fill("https://pictures.example/ada.gif");
    await page.getByRole("button", { name: "Save" }).click();
    await picturesOf(page).waitFor();
    await page.getByText("Saved.").waitFor();
    expect(loads()).toBe(1);
    expect(asked.every((line) => line === "https://pictures.example/ada.gif from nowhere")).toBe(true);

    // The same origin again needs no other document; another one does.
    await page.getByLabel("Picture address").fill("https://pictures.example/b.gif");
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator('header .avatar img[src$="b.gif"]').waitFor();
    expect(loads()).toBe(1);
    await page.goto(`${site.origin}/account`);
    await picturesOf(page).waitFor();
    expect(loads()).toBe(2);
    expect(complaints).toEqual([]);
  },
);

browserTest(
  "a picture that this document must not load is loaded by the next one, once, else there are initials",
  async () => {
    const site = await open();
    const context = await site.aBrowser();
    const page = await context.newPage();
    const asked = await servePictures(page);
    await registerByHand(page, site.origin);
    await page.getByLabel("Picture address").fill("https://pictures.example/ada.gif");
    await page.getByRole("button", { name: "Save" }).click();
    await picturesOf(page).waitFor();

    // The access token is over, so the document is that of a visitor; the page gets a new token, and then the picture.
    site.clock.advance(16 * 60_000);
    const loads = countLoads(page);
    await page.goto(`${site.origin}/account`);
    await picturesOf(page).waitFor();
    expect(loads()).toBe(2);

    // A server that never allows it is asked once more, and no third time.
    await page.route("**/account", async (route) => {
      const response = await route.fetch({ headers: { ...route.request().headers(), cookie: "" } });
      await route.fulfill({ response });
    });
    const before = asked.length;
    await page.goto(`${site.origin}/account`);
    await page.getByText("AL").first().waitFor();
    await page.waitForLoadState("networkidle");
    expect(loads()).toBe(4);
    expect([asked.length, await picturesOf(page).count()]).toEqual([before, 0]);
  },
);

browserTest("a picture that is broken leaves the initials", async () => {
  const site = await open();
  const page = await (await site.aBrowser()).newPage();
  await page.context().route(/^https:\/\//, (route) => route.fulfill({ status: 404 }));
  await registerByHand(page, site.origin);
  await page.getByLabel("Picture address").fill("https://pictures.example/none.gif");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  await page.locator("header .avatar").getByText("AL").waitFor();
  await page.getByLabel("Picture address").fill("http://pictures.example/none.gif");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Enter an https URL").waitFor();
});

browserTest("the rules and the bar turn while a password is typed, and nothing of it is sent", async () => {
  const site = await open();
  const page = await (await site.aBrowser()).newPage();
  await page.goto(`${site.origin}/register`);
  await page.getByText("At least 8 characters").waitFor();
  const sent: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/api/")) sent.push(request.url());
  });
  await page.getByLabel("Full name").fill("Ada Lovelace");
  const password = page.getByLabel("Password", { exact: true });
  const rules = page.locator(".rules li");
  const bar = page.getByRole("meter", { name: "Password strength" });
  const strength = () => bar.getAttribute("aria-valuetext");

  await password.pressSequentially("pass");
  await expect.poll(strength).toBe("Weak");
  await password.fill("password123");
  await page.locator(".rules .broken").waitFor();
  expect(await strength()).toBe("Weak");
  await expectAccessible(page);
  await password.fill("lovelace1985");
  await expect.poll(() => page.locator(".rules .broken").textContent()).toContain("Not just your username");
  // Another name makes it another password, without another key in its field.
  await page.getByLabel("Full name").fill("Grace Hopper");
  await expect.poll(() => page.locator(".rules .broken").count()).toBe(0);
  await page.getByLabel("Full name").fill("Ada Lovelace");
  await password.fill("correct horse battery staple");
  await expect.poll(strength).toBe("Strong");
  expect(await rules.evaluateAll((items) => items.every((item) => item.className === "met"))).toBe(true);
  await expectAccessible(page);
  expect(sent).toEqual([]);
});

browserTest("an error pushes nothing above it, and its field has the focus", async () => {
  const site = await open();
  const page = await (await site.aBrowser()).newPage();
  await page.goto(`${site.origin}/sign-in`);
  const field = page.getByLabel("Username or email");
  const before = await field.boundingBox();
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByText("This field is required.").first().waitFor();
  expect(await field.boundingBox()).toEqual(before);
  await page.locator("[name=login]:focus").waitFor();
});

browserTest("on a phone the pages of the account are one row, with the current one in view", async () => {
  const site = await open();
  const page = await (await site.aBrowser()).newPage();
  await page.setViewportSize({ width: 320, height: 700 });
  await registerByHand(page, site.origin);
  const row = page.locator("nav ul");
  const isInView = (name: string) =>
    page
      .getByRole("navigation")
      .getByRole("link", { name })
      .evaluate((link) => {
        const [inner, outer] = [link.getBoundingClientRect(), link.closest("ul")?.getBoundingClientRect()];
        return outer !== undefined && inner.left >= outer.left && inner.right <= outer.right;
      });
  expect(await isInView("Your data")).toBe(false);
  expect([await row.getAttribute("data-left"), await row.getAttribute("data-right")]).toEqual([null, ""]);

  await page.goto(`${site.origin}/account/data`);
  await expectHeading(page, "Your data");
  expect(await isInView("Your data")).toBe(true);
  expect([await row.getAttribute("data-left"), await row.getAttribute("data-right")]).toEqual(["", null]);
  await expectAccessible(page);
  for (const height of await page
    .locator("a.button, button")
    .evaluateAll((all) => all.map((one) => one.clientHeight))) {
    if (height > 0) expect(height).toBeGreaterThanOrEqual(42);
  }
});

browserTest("a link that is no longer valid leads on in one way", async () => {
  const site = await open();
  const page = await (await site.aBrowser()).newPage();
  for (const [path, submit, way] of [
    ["/verify-email", "Verify my email address", "Resend the link"],
    ["/confirm-email-change", "Use this email address", "Request another link"],
    ["/reset-password", "Set password", "Request another link"],
  ] as const) {
    await page.goto("about:blank");
    await page.goto(`${site.origin}${path}#token=${"A".repeat(43)}`);
    if (path === "/reset-password") await page.getByLabel("New password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: submit }).click();
    await expectHeading(page, "This link is no longer valid");
    // The focus moves after the heading is drawn.
    await page.locator("h1:focus").waitFor();
    await expectAccessible(page);
    const ways = page.locator("main .button");
    expect([path, await ways.allTextContents()]).toEqual([path, [way]]);
  }
});

browserTest("without scripts a page says what to do, with the brand", async () => {
  const site = await open({ brandName: "Acme" });
  const browser = (await site.aBrowser()).browser();
  const context = await browser?.newContext({ javaScriptEnabled: false });
  const page = await context?.newPage();
  await page?.goto(`${site.origin}/sign-in`);
  expect(await page?.getByRole("heading", { level: 1 }).textContent()).toBe("JavaScript is turned off");
  expect(await page?.locator(".brand").textContent()).toBe("Acme");
  await context?.close();
});

browserTest("what few people open is not part of what everybody loads", async () => {
  const site = await open();
  const page = await (await site.aBrowser()).newPage();
  const loaded: string[] = [];
  page.on("request", (request) => {
    if (request.resourceType() === "script") loaded.push(new URL(request.url()).pathname);
  });
  await registerByHand(page, site.origin);
  const before = loaded.length;
  await page.getByRole("link", { name: "Activity" }).click();
  await page.getByText("The account was created").waitFor();
  expect(loaded.slice(before).some((path) => path.includes("Activity"))).toBe(true);
});

browserTest(
  "words that are longer than a phone is wide, from right to left, push nothing out of the page",
  async () => {
    const site = await open();
    const page = await (await site.aBrowser()).newPage();
    await page.setViewportSize({ width: 320, height: 700 });
    await registerByHand(page, site.origin);
    await page.goto(`${site.origin}/account?lang=ar-XB`);
    const expectNoOverflow = async (path: string) => {
      await page.locator("h1").waitFor();
      const width = await page.locator("html").evaluate((html) => `${(html as HTMLElement).dir} ${html.scrollWidth}`);
      expect([path, width]).toEqual([path, "rtl 320"]);
    };
    for (const path of ["", "/email", "/password", "/sessions", "/activity", "/data"]) {
      await page.goto(`${site.origin}/account${path}`);
      await expectNoOverflow(path);
    }
    await page.context().clearCookies();
    for (const path of ["/sign-in", "/register", "/forgot-password", "/reset-password", "/nowhere"]) {
      await page.goto(site.origin + path);
      await expectNoOverflow(path);
    }
  },
);
