// The pages in a real browser, opened from a folder. SITE names the folder of the sample's site,
// CHROMIUM the browser, which is Debian's where it is not said.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const site = pathToFileURL(`${process.env.SITE}/`).href;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const kinds = [
  "index.html", "authority/383-leeds.html", "indicator/117.html", "provision/childrens_home.html",
  "outcome/staying_safe.html", "compare.html#a=383-leeds,380-bradford", "search.html", "indicators.html",
  "rulebook.html", "method.html", "tables.html", "quality.html",
];
let browser;

before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"],
  });
});
after(() => browser.close());

// A page of the site, which may write no error and ask for nothing beyond the site's folder.
const open = async (address, { check = true, ...options } = {}) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const wrong = [];
  page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
  page.on("pageerror", (error) => wrong.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith(site) && !request.url().startsWith("data:")) wrong.push(request.url());
  });
  await page.goto(site + address);
  if (address.startsWith("compare")) await page.waitForSelector(".compare table");
  return { page, close: async () => { await context.close(); if (check) assert.deepEqual(wrong, [], address); } };
};

for (const address of kinds) {
  test(`${address} is for everybody`, async () => {
    for (const colorScheme of ["light", "dark"]) {
      // axe reads style sheets in a way that a folder does not allow; it needs no more than the page.
      const { page, close } = await open(address, { colorScheme, bypassCSP: true, check: false });
      await page.evaluate(axe);
      const found = await page.evaluate(() => window.axe.run(document, { preload: false }));
      assert.deepEqual(found.violations.map((of) => `${of.id}: ${of.nodes[0].html}`), [], colorScheme);
      await close();
    }
    const { page, close } = await open(address, { viewport: { width: 320, height: 640 } });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 320, `${width} px wide`);
    await close();
  });
}

test("a page is readable without JavaScript", async () => {
  const { page, close } = await open("authority/383-leeds.html", { javaScriptEnabled: false });
  assert.match(await page.locator(".lead").innerText(), /Leeds performs poorly \(1\)/);
  await close();
});

test("tables sort and filter", async () => {
  const { page, close } = await open("index.html");
  const table = page.locator("#councils table");
  await table.locator("th button", { hasText: "Council" }).click();
  await table.locator("th button", { hasText: "Council" }).click();
  assert.equal(await table.locator("tbody tr th").first().innerText(), "York");
  await page.locator("#councils input").fill("leeds poorly");
  assert.equal(await table.locator("tbody tr:visible").count(), 1);
  await close();
});

test("councils are found, compared and kept in the address", async () => {
  const { page, close } = await open("search.html?q=brad");
  assert.equal(await page.locator(".find li:visible").first().innerText(), "Bradford");
  await page.goto(`${site}compare.html#a=383-leeds`);
  await page.locator("#add").fill("Bradford");
  await page.locator("#add").press("Enter");
  await page.waitForSelector("text=2 side by side");
  assert.match(page.url(), /#a=383-leeds,380-bradford$/);
  assert.match(await page.locator(".compare table").innerText(), /Performs poorly \(1\)/);
  await page.getByRole("button", { name: "Remove Leeds" }).click();
  await page.waitForSelector("text=1 side by side");
  await close();
});

test("the keyboard moves between the marks of a chart", async () => {
  const { page, close } = await open("indicator/117.html");
  const chart = page.locator("#ranked-chart .draw");
  await chart.focus();
  await chart.press("ArrowDown");
  assert.match(await page.locator(".tip").innerText(), /^Wokingham: 3\.0%/);
  await chart.press("ArrowDown");
  assert.match(await page.locator(".tip").innerText(), /^Rutland/);
  await chart.press("Escape");
  assert.equal(await page.locator(".tip").isVisible(), false);
  await page.locator("#highlight").fill("Leeds");
  await page.locator("#highlight").press("Enter");
  assert.ok(await page.locator('.bars .m.on[data-k="383-leeds"]').count());
  await close();
});

test("a first page is readable soon", async () => {
  const { page, close } = await open("index.html");
  const seconds = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime / 1000);
  console.log(`first page readable after ${seconds.toFixed(2)} s`);
  assert.ok(seconds < 1.5, `${seconds} s`);
  await close();
});
