import type { Browser, Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newDataFolder, runCommand, startService, type Service } from "../kit/service.ts";
import { chromiumPath, openBrowser, openChat, openWindow, overflows, write } from "./browser.ts";

/** Width of the first of these pictures as it came; 0 when there is none. */
async function widthOf(pictures: Locator): Promise<number> {
  if ((await pictures.count()) === 0) return 0;
  return pictures.first().evaluate(async (image: HTMLImageElement) => {
    await image.decode();
    return image.naturalWidth;
  });
}

const why = "needs Chromium (Debian: sudo apt-get install chromium)";

describe.runIf(chromiumPath !== null)(`the simulator in a browser; ${why}`, () => {
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
    ["phone", "Choque", "light"],
    ["laptop", "Huamán", "dark"],
  ] as const)(
    "on a %s a family reports, corrects and sees how it is doing",
    async (screen, name, colours) => {
      const { page, troubles } = await openWindow(browser, screen, colours);
      await openChat(service, page, name);
      await write(page, "12");
      const echo = page.locator(".bubble-out", { hasText: "12 L" }).last();
      await echo.waitFor();
      await page.locator(".bubble-in .ticks-read, .bubble-in [data-ticks=read]").last().waitFor();
      await page
        .getByRole("button", { name: /Corregir|Allichay/ })
        .last()
        .click();
      await page.locator(".bubble-out").nth(-1).waitFor();
      await write(page, "14");
      await page.locator(".bubble-out", { hasText: "14 L" }).last().waitFor();
      await write(page, "mi leche");
      const picture = page.locator(".picture img").last();
      await picture.waitFor();
      await expect
        .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth))
        .toBe(1200);
      expect(await overflows(page)).toBe(false);
      await page.reload();
      await page.locator(".bubble-out", { hasText: "14 L" }).first().waitFor();
      expect(troubles).toEqual([]);
      await page.context().close();
    },
  );

  it("a new person chooses language and agrees by buttons, and the first 12 is kept", async () => {
    const { page, troubles } = await openWindow(browser, "phone");
    await page.goto(`${service.url}/chat`);
    await page.locator(".person-new").click();
    await write(page, "12");
    await page
      .getByRole("button", { name: /Castellano/ })
      .last()
      .click();
    await page.getByRole("button", { name: /Sí/ }).last().click();
    await page.locator(".bubble-out", { hasText: "Anoté 12 L" }).waitFor();
    await page.locator(".bubble-out", { hasText: "¿Cómo se llama usted?" }).waitFor();
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it("two windows of one person show the same, and typed HTML stays text", async () => {
    const one = await openWindow(browser, "laptop");
    const two = await openWindow(browser, "phone");
    await openChat(service, one.page, "Condori");
    await openChat(service, two.page, "Condori");
    await write(one.page, "<img src=x onerror=alert(1)>");
    for (const { page } of [one, two]) {
      await page.locator(".bubble-in", { hasText: "<img src=x onerror=alert(1)>" }).waitFor();
      await page.locator(".bubble-out").last().waitFor();
      expect(await page.locator(".bubble-in img").count()).toBe(0);
      await page.context().close();
    }
    expect([...one.troubles, ...two.troubles]).toEqual([]);
  });

  it("what is written without a connection is sent once when it is back", async () => {
    const { page } = await openWindow(browser, "phone");
    await openChat(service, page, "Quispe");
    await page.context().setOffline(true);
    await write(page, "ayer 9");
    await page.locator(".bubble-in", { hasText: "ayer 9" }).waitFor();
    expect(await page.locator(".bubble-out", { hasText: "9 L" }).count()).toBe(0);
    await page.context().setOffline(false);
    await page.locator(".bubble-out", { hasText: "9 L" }).last().waitFor();
    await page.reload();
    await page.locator(".bubble-out", { hasText: "9 L" }).last().waitFor();
    expect(await page.locator(".bubble-in", { hasText: "ayer 9" }).count()).toBe(1);
    await page.context().close();
  });

  it("a page of another site may not write in anybody's name", async () => {
    const response = await fetch(`${service.url}/chat/messages`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: "http://elsewhere.example" },
      body: JSON.stringify({ address: "new-abcdefghijkl", id: "00000000", text: "12" }),
    });
    expect(response.status).toBe(403);
  });

  it("the console opens once by its link and shows who waits for a technician", async () => {
    const { page } = await openWindow(browser, "phone");
    expect((await page.goto(service.url))?.status()).toBe(401);
    await page.getByText("Entre con su enlace").waitFor();
    const chat = await openWindow(browser, "laptop");
    await openChat(service, chat.page, "Condori");
    await write(chat.page, "PERSONA");
    await chat.page
      .locator(".bubble-out", { hasText: /técnico/ })
      .last()
      .waitFor();
    await chat.page.locator("input[type=file]").setInputFiles("test/browser/cow.png");
    await expect.poll(() => widthOf(chat.page.locator(".bubble-in .picture img"))).toBe(8);
    await page.goto(service.signInUrl);
    await page.getByText("Pidió hablar con una persona").first().waitFor();
    const sent = page.locator("img.sent");
    await expect
      .poll(async () => {
        await page.reload();
        return widthOf(sent);
      })
      .toBe(8);
    const address = `${service.url}${(await sent.first().getAttribute("src")) ?? ""}`;
    expect((await fetch(address)).status).toBe(401);
    expect(await overflows(page)).toBe(false);
    const again = await openWindow(browser, "laptop");
    expect((await again.page.goto(service.signInUrl))?.status()).toBe(401);
    for (const window of [page, chat.page, again.page]) await window.context().close();
  });

  it("the same in the terminal", async () => {
    const { port } = new URL(service.url);
    const { code, stdout } = await runCommand(
      ["chat", "--as", "demo-zur-001"],
      { PORT: port },
      "anteayer 11\n",
    );
    expect(code).toBe(0);
    expect(stdout).toContain("11 L");
  });
});
