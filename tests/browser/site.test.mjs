// The pages in a real browser, opened from a folder. SITES names the folder that sites.sh has filled,
// CHROMIUM the browser, which is Debian's where it is not said.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { chromium } from "playwright-core";

const sites = process.env.SITES;
const root = (site) => pathToFileURL(`${sites}/${site}/`).href;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const lists = ["compare.html", "search.html", "indicators.html", "rulebook.html", "method.html", "tables.html", "quality.html"];
// The first page of a folder of a site whose names are not known beforehand.
const first = (site, folder) => {
  const pages = readdirSync(`${sites}/${site}/${folder}`).filter((name) => name.endsWith(".html")).sort();
  return `${folder}/${pages[0]}`;
};
const kinds = {
  sample: [
    "index.html", "authority/383-leeds.html", "indicator/117.html", "provision/childrens_home.html",
    "outcome/staying_safe.html", "compare.html#a=383-leeds,380-bradford", ...lists,
  ],
  hostile: [
    "index.html", first("hostile", "authority"), first("hostile", "indicator"), first("hostile", "provision"),
    first("hostile", "outcome"), ...lists,
  ],
  unrated: ["index.html", first("unrated", "authority"), first("unrated", "indicator"), ...lists],
};
let browser;

before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"],
  });
});
after(() => browser.close());

// A page of a site, which may write no error, show no dialogue and ask for nothing beyond the site's
// folder.
const open = async (address, { check = true, site = "sample", ...options } = {}) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const wrong = [];
  page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
  page.on("pageerror", (error) => wrong.push(error.message));
  page.on("dialog", (dialog) => { wrong.push(dialog.message()); dialog.dismiss(); });
  page.on("request", (request) => {
    if (!request.url().startsWith(root(site)) && !/^(data|blob):/.test(request.url())) wrong.push(request.url());
  });
  await page.goto(root(site) + address);
  if (address.startsWith("compare.html#")) await page.waitForSelector(".compare table");
  return { page, close: async () => { await context.close(); if (check) assert.deepEqual(wrong, [], address); } };
};

for (const [site, addresses] of Object.entries(kinds)) {
  for (const address of addresses) {
    test(`${site}: ${address} is for everybody`, async () => {
      for (const colorScheme of ["light", "dark"]) {
        // axe reads style sheets in a way that a folder does not allow; it needs no more than the page.
        const { page, close } = await open(address, { site, colorScheme, bypassCSP: true, check: false });
        // What is further down is looked at, too.
        await page.evaluate(() => document.querySelectorAll("main section").forEach((of) => { of.style.contentVisibility = "visible"; }));
        await page.evaluate(axe);
        const found = await page.evaluate(() => window.axe.run(document, { preload: false }));
        assert.deepEqual(found.violations.map((of) => `${of.id}: ${of.nodes[0].html}`), [], colorScheme);
        await close();
      }
      // A telephone, and a desk at 400%.
      for (const narrow of [{ viewport: { width: 320, height: 640 } }, { viewport: { width: 320, height: 225 }, deviceScaleFactor: 4 }]) {
        const { page, close } = await open(address, { site, ...narrow });
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(width <= 320, `${width} px wide`);
        const lost = await page.evaluate(() => Array.from(document.querySelectorAll("main h1, main h2, main h3, main p, main li, main summary"))
          .filter((of) => !of.closest(".scroll, .draw, .hidden, details:not([open])"))
          .filter((of) => of.checkVisibility() && of.getBoundingClientRect().right > innerWidth + 1)
          .map((of) => of.textContent.slice(0, 60)));
        assert.deepEqual(lost, [], "text runs out of the page");
        await close();
      }
      // Printed: nothing that is only for a screen, and every disclosure open.
      const { page, close } = await open(address, { site });
      await page.emulateMedia({ media: "print" });
      await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
      assert.equal(await page.locator(".top").isVisible(), false);
      // Long lists of reference numbers stay in the file beside the page.
      assert.equal(await page.locator("details:not([open]):not(:has(> .urns))").count(), 0);
      await close();
    });
  }
}

test("a page is readable without JavaScript", async () => {
  const { page, close } = await open("authority/383-leeds.html", { javaScriptEnabled: false });
  assert.match(await page.locator(".lead").innerText(), /Leeds performs poorly \(1\)/);
  await close();
});

test("tables sort and filter, by the mouse and by the keyboard", async () => {
  const { page, close } = await open("index.html");
  const table = page.locator("#councils table");
  const header = table.locator("th button", { hasText: "Council" });
  await header.click();
  await header.click();
  assert.equal(await table.locator("tbody tr th").first().innerText(), "York");
  await header.focus();
  await page.keyboard.press("Enter");
  assert.equal(await table.locator("tbody tr th").first().innerText(), "Barking and Dagenham");
  assert.equal(await table.locator("thead th").first().getAttribute("aria-sort"), "ascending");
  await page.locator("#councils input").fill("leeds poorly");
  assert.equal(await table.locator("tbody tr:visible").count(), 1);
  await close();
});

test("indicators are filtered over all outcomes at once", async () => {
  const { page, close } = await open("indicators.html");
  await page.getByLabel("Show rows with").fill("117");
  assert.equal(await page.locator(".many tbody tr:visible").count(), 1);
  assert.equal(await page.locator(".many h3:visible").count(), 1);
  await close();
});

test("numbers sort as numbers, and what is missing comes last", async () => {
  const { page, close } = await open("indicator/117.html");
  const table = page.locator("#ranked table");
  await page.locator("#ranked summary").first().click();
  const header = table.locator("thead th.n button").first();
  const values = async () => (await table.locator("tbody tr td:nth-child(2)").allInnerTexts()).map((text) => parseFloat(text));
  for (const order of [(a, b) => a - b, (a, b) => b - a]) {
    await header.click();
    const shown = await values();
    const known = shown.filter((value) => !Number.isNaN(value));
    assert.deepEqual(shown.slice(0, known.length), [...known].sort(order));
  }
  await close();
});

test("the skip link is the first thing that the keyboard reaches, and leads to the content", async () => {
  const { page, close } = await open("index.html");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the content");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  await close();
});

test("councils are found, compared and kept in the address", async () => {
  const { page, close } = await open("search.html?q=brad");
  assert.equal(await page.locator(".find li:visible a").first().innerText(), "Bradford");
  await page.locator("#q").fill("no such thing");
  await page.waitForSelector("text=Nothing is called");
  await page.goto(`${root("sample")}compare.html#a=383-leeds`);
  await page.locator("#add").fill("Bradford");
  await page.locator("#add").press("Enter");
  await page.waitForSelector("text=2 side by side");
  assert.match(page.url(), /#a=383-leeds,380-bradford$/);
  const table = page.locator(".compare table");
  assert.match(await table.innerText(), /Performs poorly \(1\)/);
  const rows = await table.locator("tbody tr:visible").count();
  await page.getByLabel("Only where they stand differently").check();
  assert.ok(await table.locator("tbody tr:visible").count() < rows);
  await page.getByRole("button", { name: "Remove Leeds" }).click();
  await page.waitForSelector("text=1 chosen");
  await page.goto(`${root("sample")}compare.html`);
  await page.reload();
  await page.getByRole("link", { name: "Yorkshire and the Humber" }).click();
  await page.waitForSelector("text=15 side by side");
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
  await chart.press("End");
  await chart.press("Home");
  assert.match(await page.locator(".tip").innerText(), /^Wokingham/);
  await chart.press("Escape");
  assert.equal(await page.locator(".tip").isVisible(), false);
  await page.locator("#highlight").fill("Leeds");
  await page.locator("#highlight").press("Enter");
  assert.ok(await page.locator('.bars .m.on[data-k="383-leeds"]').count());
  assert.match(page.url(), /on=383-leeds/);
  await close();
});

test("a true map is gone through by the keyboard, and leads to councils", async () => {
  const { page, close } = await open("index.html", { site: "hostile" });
  const map = page.locator("#shapes-chart .draw");
  assert.equal(await map.locator("path.m").count(), 152);
  await map.focus();
  await map.press("Home");
  const of = (await page.locator(".tip").innerText()).split("<")[0];
  await map.press("ArrowRight");
  assert.notEqual((await page.locator(".tip").innerText()).split("<")[0], of);
  await map.press("Enter");
  await page.waitForURL(/authority/);
  await close();
});

test("a region, and the areas similar to a council, are highlighted and kept in the address", async () => {
  const { page, close } = await open("indicator/117.html");
  const known = readFileSync(`${sites}/sample/assets/areas.js`, "utf8").match(/^plumbline\.areas\((.*)\);/);
  const areas = JSON.parse(known[1]);
  const marked = async (chart, kind) => (await page.locator(`${chart} .m.${kind}`).evaluateAll((all) => all.map((of) => of.dataset.k))).sort();
  const charts = ["#ranked-chart", "#map-chart"];
  const box = page.locator("#highlight");
  // A region by its name.
  await box.fill("yorkshire and the humber");
  await box.press("Enter");
  const inside = Object.keys(areas).filter((of) => areas[of][0] === "Yorkshire and the Humber").sort();
  assert.equal(inside.length, 15);
  await page.waitForFunction(() => document.querySelectorAll("#ranked-chart .m.near").length);
  // Whoever has no figure has a square, and no bar.
  const drawn = await page.locator("#ranked-chart .m").evaluateAll((all) => all.map((of) => of.dataset.k));
  assert.deepEqual(await marked("#map-chart", "near"), inside);
  assert.deepEqual(await marked("#ranked-chart", "near"), inside.filter((of) => drawn.includes(of)));
  assert.match(page.url(), /region=Yorkshire\+and\+the\+Humber/);
  assert.match(await page.locator(".filter output").innerText(), /Yorkshire and the Humber/);
  // The same once more takes it away.
  await box.fill("Yorkshire and the Humber");
  await box.press("Enter");
  await page.waitForFunction(() => !document.querySelectorAll(".m.near").length);
  // A council with its similar areas.
  await box.fill("Leeds");
  await box.press("Enter");
  await page.getByLabel("with similar areas").check();
  await page.waitForFunction(() => document.querySelectorAll("#ranked-chart .m.near").length);
  for (const chart of charts) {
    assert.deepEqual(await marked(chart, "on"), ["383-leeds"], chart);
    assert.deepEqual(await marked(chart, "near"), [...areas["383-leeds"][1]].sort(), chart);
  }
  const address = page.url();
  assert.match(address, /on=383-leeds&near=1/);
  // Whoever is sent the address sees the same.
  await page.goto("about:blank");
  await page.goto(address);
  await page.waitForFunction(() => document.querySelectorAll("#ranked-chart .m.near").length);
  assert.deepEqual(await marked("#ranked-chart", "on"), ["383-leeds"]);
  assert.deepEqual(await marked("#ranked-chart", "near"), [...areas["383-leeds"][1]].sort());
  await page.getByRole("button", { name: "Clear" }).click();
  assert.equal(await page.locator(".m.on, .m.near").count(), 0);
  assert.doesNotMatch(page.url(), /[?]/);
  await close();
});

test("an indicator that is come to from a council has the council highlighted", async () => {
  const { page, close } = await open("authority/383-leeds.html");
  await page.locator("#indicators table a[href*='/117.html']").click();
  await page.waitForURL(/indicator\/117[.]html[?]on=383-leeds$/);
  assert.equal(await page.locator('.bars .m.on[data-k="383-leeds"]').count(), 1);
  await close();
});

// What a reader does who has never heard of the project.
test("Leeds is found, understood, and held beside Bradford", async () => {
  const { page, close } = await open("index.html");
  await page.getByLabel("Find a council or an indicator").fill("Leeds");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Leeds", exact: true }).click();
  assert.match(await page.locator(".lead").innerText(), /Leeds performs poorly \(1\)/);
  const main = page.locator("main");
  assert.match(await main.innerText(), /found an area for priority action/);
  assert.match(await main.innerText(), /that is what decides the rating/);
  // Who else has one: the nation's page says it of each limiter.
  await page.getByRole("navigation", { name: "Site" }).getByRole("link", { name: "England" }).click();
  const limiter = page.locator("#why summary", { hasText: "area for priority action" });
  assert.match(await limiter.innerText(), /8 councils/);
  await limiter.click();
  const named = await limiter.locator("..").locator("li").allInnerTexts();
  assert.equal(named.length, 8);
  assert.ok(named.includes("Leeds"));
  // NI 117 for all councils as a file.
  await page.getByLabel("Find a council or an indicator").fill("117");
  await page.keyboard.press("Enter");
  // Until the script has looked, everything is listed.
  await page.getByRole("status").filter({ hasText: "found" }).waitFor();
  await page.locator(".find li:visible a").first().click();
  assert.match(await page.locator("h1").innerText(), /not in education employment or training/);
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#ranked a[download]").first().click()]);
  assert.equal(download.suggestedFilename(), "117.csv");
  const lines = readFileSync(await download.path(), "utf8").trim().split("\n");
  const leeds = lines.filter((line) => line.startsWith("383,"));
  assert.ok(leeds.length > 0 && lines.length > 152);
  // Leeds and Bradford.
  await page.getByRole("navigation", { name: "Site" }).getByRole("link", { name: "Compare" }).click();
  for (const name of ["Leeds", "Bradford"]) {
    await page.getByLabel("Add a council").fill(name);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: `Remove ${name}` }).waitFor();
  }
  const row = page.locator(".compare tr", { hasText: "not in education employment or training" });
  assert.match(await row.innerText(), /6\.7%[\s\S]*8\.3%[\s\S]*worse[\s\S]*5\.8%[\s\S]*better/);
  await close();
});

// A line of a file of comma-separated values.
const cells = (line) => Array.from(line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g), (of) => of[1])
  .map((text) => (text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text)).slice(0, -1);

test("the file behind a chart has the figures of the Parquet", async () => {
  const { page, close } = await open("indicator/117.html");
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#ranked a[download]").first().click()]);
  const [head, ...lines] = readFileSync(await download.path(), "utf8").trim().split("\n").map(cells);
  const bytes = readFileSync(`${sites}/out-sample/current/indicator_profile.parquet`);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const rows = (await parquetReadObjects({ file, compressors })).filter((row) => row.indicator === "117");
  const key = (row) => [row.authority, row.breakdown, row.period].join("/");
  const known = new Map(rows.map((row) => [key(row), row]));
  assert.ok(lines.length >= 152);
  for (const line of lines) {
    const of = Object.fromEntries(head.map((name, at) => [name, line[at]]));
    const row = known.get(key(of));
    assert.ok(row, key(of));
    for (const name of ["value", "numerator", "denominator", "national_value", "neighbour_mean"].filter((name) => head.includes(name))) {
      assert.equal(of[name] === "" ? null : Number(of[name]), row[name] ?? null, `${key(of)} ${name}`);
    }
    known.delete(key(of));
  }
  assert.equal(known.size, 0, "rows of the Parquet that the file lacks");
  await close();
});

test("names that would act are names: no script of theirs runs", async () => {
  for (const address of kinds.hostile) {
    const { page, close } = await open(address, { site: "hostile" });
    await page.waitForTimeout(50);
    assert.notEqual(await page.title(), "1", address);
    assert.equal(await page.locator("img, main b, main script").count(), 0, address);
    assert.match(await page.locator("body").innerText(), /<\/script>|<\/title>/, address);
    await close();
  }
  const { page, close } = await open("search.html?q=%3C/script%3E%3Cimg%20src=x%20onerror=document.title=1%3E", { site: "hostile" });
  assert.ok(await page.locator(".find li:visible").count() > 150);
  await page.goto(`${root("hostile")}compare.html`);
  const names = await page.locator("#councils option").evaluateAll((of) => of.slice(0, 2).map((option) => option.value));
  for (const name of names) {
    await page.locator("#add").fill(name);
    await page.locator("#add").press("Enter");
    await page.getByRole("button", { name: `Remove ${name}` }).waitFor();
  }
  await page.goto(root("hostile") + first("hostile", "indicator"));
  await page.locator("#highlight").fill(names[0]);
  await page.locator("#highlight").press("Enter");
  await page.locator(".draw").last().focus();
  await page.keyboard.press("ArrowDown");
  assert.match(await page.locator(".tip").innerText(), /<\/script>/);
  assert.equal(await page.locator("img").count(), 0);
  assert.notEqual(await page.title(), "1");
  await close();
});

test("a chart is saved as a file of its own", async () => {
  const { page, close } = await open("indicator/117.html");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: /^Save SVG/ }).first().click()]);
  const svg = readFileSync(await download.path(), "utf8");
  assert.ok(svg.startsWith("<svg") && svg.includes("<title") && !svg.includes("<script") && !/fill="var/.test(svg));
  await close();
});

// Readable is the first text on the screen of a browser that runs already. A machine under load is slower,
// so that the test asks only that the best of nine turns is not far beyond what the project promises;
// FIRST_PAINT=0.3 asks on a quiet machine that the middle one keeps the promise.
for (const address of ["index.html", "authority/383-leeds.html", "indicator/117.html"]) {
  test(`${address} is readable soon`, async () => {
    const seconds = [];
    for (let turn = 0; turn < 9; turn += 1) {
      const { page, close } = await open(address);
      const painted = await page.evaluate(() => new Promise((done) => {
        new PerformanceObserver((list) => {
          const [first] = list.getEntriesByName("first-contentful-paint");
          if (first) done(first.startTime / 1000);
        }).observe({ type: "paint", buffered: true });
      }));
      seconds.push(painted);
      await close();
    }
    seconds.sort((a, b) => a - b);
    console.log(`${address}: first text after ${seconds[4].toFixed(3)} s (from ${seconds[0].toFixed(3)} to ${seconds[8].toFixed(3)})`);
    assert.ok(seconds[0] < 1, `${seconds[0]} s`);
    if (process.env.FIRST_PAINT) assert.ok(seconds[4] <= Number(process.env.FIRST_PAINT), `${seconds[4]} s`);
  });
}
