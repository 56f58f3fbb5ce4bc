import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newDataFolder, startService, type Service } from "../kit/service.ts";
import { chromiumPath, openBrowser, openChat, openWindow, overflows, write } from "./browser.ts";

const why = "needs Chromium (Debian: sudo apt-get install chromium)";

describe.runIf(chromiumPath !== null)(`the author's view in a browser; ${why}`, () => {
  const folder = newDataFolder();
  let service: Service;
  let browser: Browser;

  beforeAll(async () => {
    service = await startService({ data: folder.data });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await service.stop();
    folder.remove();
  });

  it.each([
    ["phone", "light"],
    ["laptop", "dark"],
  ] as const)("shows on a %s what each message did", async (screen, colours) => {
    const { page, troubles } = await openWindow(browser, screen, colours);
    page.setDefaultTimeout(6000);
    await openChat(service, page, screen === "phone" ? "Choque" : "Huamán");
    await page.getByRole("button", { name: "Vista de autor" }).click();
    const author = page.locator(".author");
    await author.getByText("Los archivos son iguales a lo publicado.").waitFor();
    await write(page, "2 porongos");
    await author.getByText("milk_report.ask_size").first().waitFor();
    await author.getByText("milk.take → unit_size").waitFor();
    await author.getByText("nudge: 120 min").waitFor();
    await author.getByRole("row", { name: "container" }).getByText("2 porongo").waitFor();
    await write(page, "20");
    await author.getByText("milk_report.ask_size: go").waitFor();
    expect(await overflows(page)).toBe(false);
    if (process.env["SHOTS"] !== undefined)
      await page.screenshot({ path: join(process.env["SHOTS"], `author-${screen}.png`) });
    await page.reload();
    await author.getByText("milk.remember_container → remembered").waitFor();
    await page.getByRole("button", { name: "Vista de autor" }).click();
    expect(await author.count()).toBe(0);
    expect(troubles).toEqual([]);
    await page.context().close();
  });
});
