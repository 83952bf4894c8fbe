// Everything can be read without this: it sorts and filters tables, highlights councils, moves
// between the marks of a chart by keyboard, and copies and saves charts.
(() => {
  "use strict";
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const make = (tag, text, attributes = {}) => {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const folded = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().trim();
  const root = document.body.dataset.root;

  // A cell's number, or none: signs of units and separators are passed over.
  const number = (text) => {
    const found = text.replace(/[,£]/g, "").replace("\u2212", "-").match(/^-?\d+(\.\d+)?/);
    return found ? Number(found[0]) : null;
  };

  const sort = (table, at, header) => {
    const down = header.getAttribute("aria-sort") === "ascending";
    const rows = all("tbody tr", table);
    const isNumber = header.classList.contains("n");
    const value = (row) => {
      const cell = row.cells[at];
      const time = cell.querySelector("time");
      const text = time ? time.dateTime : cell.textContent.trim();
      return isNumber ? number(text) : text;
    };
    const sorted = rows.map((row, place) => ({ row, place, value: value(row) }));
    sorted.sort((a, b) => {
      // What is missing comes last either way.
      if (a.value === null || b.value === null || a.value === "" || b.value === "") {
        return (a.value === null || a.value === "") - (b.value === null || b.value === "") || a.place - b.place;
      }
      const order = isNumber ? a.value - b.value : a.value.localeCompare(b.value, "en-GB", { numeric: true });
      return (down ? -order : order) || a.place - b.place;
    });
    table.tBodies[0].append(...sorted.map((of) => of.row));
    all("thead th", table).forEach((other) => other.removeAttribute("aria-sort"));
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
  };

  all("table.sortable").forEach((table) => {
    all("thead th", table).forEach((header, at) => {
      const button = make("button", header.textContent, { type: "button" });
      button.addEventListener("click", () => sort(table, at, header));
      header.replaceChildren(button);
    });
  });

  let count = 0;
  all("table.filtered").forEach((table) => {
    const rows = all("tbody tr", table);
    if (rows.length < 8) return;
    const id = `filter-${(count += 1)}`;
    const box = make("p", "", { class: "filter" });
    const input = make("input", "", { type: "search", id, autocomplete: "off" });
    const said = make("output", "", { for: id });
    box.append(make("label", "Show rows with", { for: id }), input, said);
    table.parentElement.before(box);
    let texts;
    input.addEventListener("input", () => {
      texts = texts || rows.map((row) => folded(row.textContent));
      const words = folded(input.value).split(/\s+/);
      let shown = 0;
      rows.forEach((row, at) => {
        row.hidden = !words.every((word) => texts[at].includes(word));
        shown += row.hidden ? 0 : 1;
      });
      said.textContent = input.value ? `${shown} of ${rows.length} rows` : "";
    });
  });

  // Several tables with one box.
  const many = document.querySelector(".many");
  if (many) {
    const box = make("p", "", { class: "filter" });
    const input = make("input", "", { type: "search", id: "many", autocomplete: "off" });
    const said = make("output", "", { for: "many" });
    box.append(make("label", "Show rows with", { for: "many" }), input, said);
    many.before(box);
    let rows;
    input.addEventListener("input", () => {
      rows = rows || all("tbody tr", many).map((row) => ({ row, text: folded(row.textContent) }));
      const words = folded(input.value).split(/\s+/);
      let shown = 0;
      rows.forEach(({ row, text }) => {
        row.hidden = !words.every((word) => text.includes(word));
        shown += row.hidden ? 0 : 1;
      });
      all(".scroll", many).forEach((scroll) => {
        scroll.hidden = !all("tbody tr", scroll).some((row) => !row.hidden);
        scroll.previousElementSibling.hidden = scroll.hidden;
      });
      said.textContent = input.value ? `${shown} of ${rows.length} rows` : "";
    });
  }

  // The page that finds.
  const find = document.querySelector(".find");
  if (find) {
    const input = document.getElementById("q");
    const items = all("li", find).map((item) => ({ item, text: folded(`${item.textContent} ${item.dataset.f || ""}`) }));
    const said = make("p", "", { role: "status" });
    find.before(said);
    const look = () => {
      const words = folded(input.value).split(/\s+/);
      let shown = 0;
      items.forEach(({ item, text }) => {
        item.hidden = !words.every((word) => text.includes(word));
        shown += item.hidden ? 0 : 1;
      });
      all("h3", find).forEach((heading) => {
        heading.hidden = !all("li", heading.nextElementSibling).some((item) => !item.hidden);
      });
      said.textContent = !input.value ? "" : shown ? `${shown} found` : `Nothing is called “${input.value}” here. Try part of the name, or its code.`;
    };
    input.value = new URLSearchParams(location.search).get("q") || "";
    input.addEventListener("input", look);
    input.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const shown = items.filter(({ item }) => !item.hidden);
      if (shown.length === 1) shown[0].item.querySelector("a").click();
    });
    look();
  }

  // How a council compares with England, by the class of the comparison.
  const beside = { up: "better than England", even: "in line with England", down: "worse than England", higher: "higher than England", lower: "lower than England" };

  // Charts: what a mark says is its title; in bars and spines the words that stand in it come first.
  const says = (mark) => {
    const title = mark.querySelector("title");
    const words = (selector) => all(selector, mark).map((text) => text.textContent).join(" ");
    if (mark.closest(".bars")) {
      const about = title ? title.textContent : beside[mark.dataset.w];
      return `${words("text:not(.value, .short)")}: ${words(".value")}${about ? `, ${about}` : ""}`;
    }
    return title ? title.textContent : `${words("text:not(.says)")}: ${words(".says")}`;
  };
  const tip = make("div", "", { class: "tip", hidden: "" });
  const live = make("div", "", { class: "hidden", "aria-live": "polite" });
  const arrows = make("p", "Arrow keys move between the marks of this chart.", { id: "arrows", hidden: "" });
  document.body.append(tip, live, arrows);
  const show = (mark, aloud) => {
    all(".m.at").forEach((other) => other.classList.remove("at"));
    if (!mark) {
      tip.hidden = true;
      return;
    }
    mark.classList.add("at");
    const text = says(mark);
    tip.textContent = text;
    tip.hidden = false;
    const box = mark.getBoundingClientRect();
    const width = Math.min(tip.offsetWidth, innerWidth - 8);
    tip.style.left = `${Math.max(4, Math.min(box.left + box.width / 2 - width / 2, innerWidth - width - 4))}px`;
    const above = box.top - tip.offsetHeight - 6;
    tip.style.top = `${above > 4 ? above : box.bottom + 6}px`;
    if (aloud) live.textContent = text;
  };
  const follow = (mark) => {
    if (mark && mark.dataset.k) location.href = `${root}authority/${mark.dataset.k}.html`;
  };

  all(".draw").forEach((draw) => {
    const marks = all(".m", draw);
    if (!marks.length) return;
    draw.setAttribute("aria-describedby", "arrows");
    let at = -1;
    const go = (to) => {
      at = Math.max(0, Math.min(marks.length - 1, to));
      marks[at].scrollIntoView({ block: "nearest", inline: "nearest" });
      show(marks[at], true);
    };
    const across = (x, y) => {
      const here = at < 0 ? null : marks[at].getBoundingClientRect();
      if (!here) return go(0);
      let best = null;
      marks.forEach((mark, place) => {
        const box = mark.getBoundingClientRect();
        const [dx, dy] = [box.left - here.left, box.top - here.top];
        const ahead = dx * x + dy * y;
        const aside = Math.abs(dx * y) + Math.abs(dy * x);
        if (ahead > 1) {
          const far = ahead + aside * 3;
          if (!best || far < best.far) best = { far, place };
        }
      });
      return best && go(best.place);
    };
    const isMap = Boolean(draw.querySelector(".tiles, .shapes"));
    draw.addEventListener("keydown", (event) => {
      const moves = {
        ArrowRight: () => (isMap ? across(1, 0) : go(at + 1)),
        ArrowDown: () => (isMap ? across(0, 1) : go(at + 1)),
        ArrowLeft: () => (isMap ? across(-1, 0) : go(at - 1)),
        ArrowUp: () => (isMap ? across(0, -1) : go(at - 1)),
        Home: () => go(0),
        End: () => go(marks.length - 1),
        Enter: () => follow(marks[at]),
        Escape: () => { at = -1; show(null); draw.blur(); },
      };
      const move = moves[event.key];
      if (!move || event.target !== draw) return;
      event.preventDefault();
      move();
    });
    draw.addEventListener("blur", () => show(null));
    draw.addEventListener("pointermove", (event) => show(event.target.closest(".m"), false));
    draw.addEventListener("pointerleave", () => show(null));
    draw.addEventListener("click", (event) => follow(event.target.closest(".m")));
  });

  // Data of the site's own folder, which hands itself over by name.
  window.plumbline = {};
  const load = (address) => new Promise((done) => {
    const script = make("script", "", { src: root + address });
    script.addEventListener("load", done);
    script.addEventListener("error", done);
    document.head.append(script);
  });

  // From a council's page to an indicator's, where the council is highlighted.
  if (document.body.dataset.kind === "authority") {
    const own = location.pathname.split("/").pop().replace(/[.]html$/, "");
    all("#indicators table a[href]").forEach((link) => { link.href += `?on=${own}`; });
  }

  // Highlighting councils in the charts of a page, kept in its address.
  const ranked = all(".bars .m[data-k], .tiles .m[data-k], .shapes .m[data-k], .funnel .m[data-k]");
  if (ranked.length) {
    const names = new Map(ranked.map((mark) => [mark.dataset.k, says(mark).split(": ")[0]]));
    const pages = new Map(Array.from(names, ([page, name]) => [folded(name), page]));
    const asked = new URLSearchParams(location.search);
    const chosen = new Set(asked.getAll("on"));
    let region = asked.get("region") || "";
    // Of every council its region and its similar areas, once somebody asks.
    let areas = null;
    let loading = null;
    const know = () => {
      window.plumbline.areas = (of) => { areas = of; };
      loading = loading || load("assets/areas.js").then(() => {
        const regions = new Set(Object.values(areas || {}).map(([of]) => of).filter(Boolean));
        regions.forEach((name) => list.append(make("option", "", { value: name })));
      });
      return loading;
    };
    const list = make("datalist", "", { id: "councils" });
    names.forEach((name) => list.append(make("option", "", { value: name })));
    const box = make("p", "", { class: "filter" });
    const input = make("input", "", { type: "text", id: "highlight", list: "councils", autocomplete: "off" });
    const near = make("input", "", { type: "checkbox", id: "near" });
    near.checked = asked.has("near");
    const off = make("button", "Clear", { type: "button" });
    const said = make("output", "", { for: "highlight" });
    box.append(make("label", "Highlight a council or a region", { for: "highlight" }), input, near, make("label", "with similar areas", { for: "near" }), off, said, list);
    const chart = document.querySelector(".bars") || ranked[0].closest("svg");
    chart.closest("figure").querySelector(".draw").before(box);
    const paint = () => {
      const beside = new Set();
      if (near.checked && areas) chosen.forEach((page) => ((areas[page] || [])[1] || []).forEach((other) => beside.add(other)));
      if (region && areas) Object.entries(areas).forEach(([page, [of]]) => of === region && beside.add(page));
      ranked.forEach((mark) => {
        mark.classList.toggle("on", chosen.has(mark.dataset.k));
        mark.classList.toggle("near", beside.has(mark.dataset.k) && !chosen.has(mark.dataset.k));
      });
      said.textContent = [...Array.from(chosen, (page) => names.get(page)), region].filter(Boolean).join(", ");
    };
    const keep = () => {
      paint();
      const query = new URLSearchParams(Array.from(chosen, (page) => ["on", page]));
      if (region) query.set("region", region);
      if (near.checked) query.set("near", "1");
      const text = query.toString();
      try { history.replaceState(null, "", `${location.pathname}${text && `?${text}`}${location.hash}`); } catch { /* a folder may not allow it */ }
    };
    input.addEventListener("focus", know);
    input.addEventListener("change", () => {
      const text = folded(input.value);
      const page = pages.get(text);
      if (page) {
        if (!chosen.delete(page)) chosen.add(page);
        input.value = "";
        keep();
        return;
      }
      know().then(() => {
        const found = Object.values(areas || {}).map(([of]) => of).find((of) => of && folded(of) === text);
        if (!found) return;
        region = region === found ? "" : found;
        input.value = "";
        keep();
      });
    });
    near.addEventListener("change", () => know().then(keep));
    off.addEventListener("click", () => { chosen.clear(); region = ""; near.checked = false; keep(); });
    if (near.checked || region) know().then(paint);
    if (chosen.size) paint();
  }

  // Councils side by side. The choice is kept behind the address's #, which a folder allows too.
  const compare = document.querySelector(".compare");
  if (compare) {
    const items = all("li[data-k]", compare);
    const councils = new Map(items.map((item) => [item.dataset.k, item.textContent]));
    const pages = new Map(Array.from(councils, ([page, name]) => [folded(name), page]));
    const regions = new Map();
    items.forEach(({ dataset: { k, r } }) => r && regions.set(r, [...(regions.get(r) || []), k]));
    const known = new Map();
    let rows = { indicators: [], settings: [] };
    window.plumbline.rows = (of) => { rows = of; };
    window.plumbline.council = (of) => known.set(of.page, of);
    const names = load("assets/indicators.js");
    const list = make("datalist", "", { id: "councils" });
    councils.forEach((name) => list.append(make("option", "", { value: name })));
    const form = make("form", "", { class: "filter" });
    const input = make("input", "", { type: "text", id: "add", list: "councils", autocomplete: "off" });
    const said = make("output", "", { for: "add" });
    form.append(make("label", "Add a council", { for: "add" }), input, make("button", "Add"), said, list);
    const place = make("div", "");
    compare.replaceChildren(form, place);
    let kept = [];
    const chosen = () => {
      const choice = decodeURIComponent(location.hash);
      // Another address within the page leaves the choice as it is.
      if (choice.startsWith("#a=")) kept = choice.slice(3).split(",").filter((page) => councils.has(page));
      return kept;
    };
    const choose = (list) => { location.hash = `a=${list.join(",")}`; };
    const cell = (row, figure, text) => {
      const data = row.appendChild(make("td", "", { class: text ? "t" : "" }));
      if (!Array.isArray(figure)) { data.append(make("i", figure)); return; }
      data.append(figure[0]);
      const word = figure[1];
      if (word) data.append(make("br"), make("span", word, { class: `w ${{ better: "up", worse: "down", higher: "higher", lower: "lower" }[word] || "even"}` }));
    };
    // Where nobody is chosen yet: whole regions, to begin with.
    const invite = () => {
      const regional = make("ul", "", { class: "names" });
      Array.from(regions.keys()).sort().forEach((region) => {
        const link = make("a", region, { href: `#a=${regions.get(region).join(",")}` });
        const item = regional.appendChild(make("li", ""));
        item.append(link, ` (${regions.get(region).length})`);
      });
      place.replaceChildren();
      if (regions.size) place.append(make("p", "Type a council's name above, or take all councils of a region:"), regional);
    };
    const table = (shown) => {
      const table = make("table");
      table.createCaption().append(make("span", "Latest figures, and how each stands beside England"));
      const head = table.createTHead().insertRow();
      head.append(make("th", "Indicator", { scope: "col" }), make("th", "England", { scope: "col", class: "n" }));
      shown.forEach((of) => {
        const header = head.appendChild(make("th", "", { scope: "col", class: "n" }));
        header.append(make("a", of.name, { href: `authority/${of.page}.html` }), make("br"));
        const off = make("button", "Remove", { type: "button", "aria-label": `Remove ${of.name}` });
        off.addEventListener("click", () => choose(chosen().filter((page) => page !== of.page)));
        header.append(off);
      });
      const part = (title) => {
        const body = table.createTBody();
        if (title) {
          const header = body.insertRow().appendChild(make("th", "", { scope: "rowgroup", colspan: shown.length + 2, class: "part" }));
          header.append(make("span", title));
        }
        return body;
      };
      const line = (body, title, address, about, england, figures, text) => {
        const row = body.insertRow();
        const header = row.appendChild(make("th", "", { scope: "row" }));
        header.append(address ? make("a", title, { href: address }) : title);
        if (about) header.append(make("br"), make("small", about));
        row.append(make("td", england));
        figures.forEach((figure) => cell(row, figure, text));
        const words = figures.map((figure) => (Array.isArray(figure) ? figure[1] || figure[0] : figure));
        row.dataset.alike = words.every((word) => word === words[0]) ? "yes" : "no";
      };
      let body = part("");
      [["Region", "region"], ["Rating", "rating"]].forEach(([title, name]) => {
        if (shown.some((of) => of[name])) line(body, title, "", "", "", shown.map((of) => [of[name] || "none"]), true);
      });
      const has = (figures) => figures.some((figure) => Array.isArray(figure));
      body = null;
      rows.settings.forEach(([page, title, england], at) => {
        const figures = shown.map((of) => of.settings[at]);
        if (!has(figures)) return;
        body = body || part("Good or better, of the settings inspected");
        line(body, title, `provision/${page}.html`, "", england, figures);
      });
      let outcome;
      rows.indicators.forEach(([page, title, of, unit, period, england], at) => {
        const figures = shown.map((council) => council.figures[at]);
        if (!has(figures)) return;
        if (of !== outcome || outcome === undefined) body = part(of || "Other indicators");
        outcome = of;
        line(body, title, `indicator/${page}.html`, [unit, period].filter(Boolean).join(", "), england, figures);
      });
      return table;
    };
    const draw = async () => {
      const list = chosen();
      await Promise.all([names, ...list.filter((page) => !known.has(page)).map((page) => load(`authority/${page}.js`))]);
      const shown = list.map((page) => known.get(page)).filter(Boolean);
      said.textContent = shown.length > 1 ? `${shown.length} side by side` : shown.length ? "1 chosen; add another" : "None chosen yet";
      if (!shown.length) { invite(); return; }
      const made = table(shown);
      const scroll = make("div", "", { class: "scroll", role: "region", tabindex: "0", "aria-label": "Councils side by side" });
      scroll.append(made);
      place.replaceChildren(scroll);
      if (shown.length < 2) return;
      const only = make("input", "", { type: "checkbox", id: "only" });
      const box = make("p", "", { class: "filter tick" });
      box.append(only, make("label", "Only where they stand differently beside England", { for: "only" }));
      only.addEventListener("change", () => {
        all("tr[data-alike=yes]", made).forEach((row) => { row.hidden = only.checked; });
        Array.from(made.tBodies).forEach((body) => { body.hidden = !all("tr[data-alike]", body).some((row) => !row.hidden); });
      });
      scroll.before(box);
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const page = pages.get(folded(input.value));
      if (!page) { said.textContent = "No council of that name"; return; }
      input.value = "";
      if (!chosen().includes(page)) choose([...chosen(), page]);
    });
    addEventListener("hashchange", draw);
    draw();
  }

  // A chart as a file of its own: what the style sheet says of each mark is written into it.
  const places = { rect: ["x", "y", "width", "height"], circle: ["cx", "cy", "r"] };
  const kept = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "font-size", "font-weight", "text-anchor", "opacity", "paint-order"];
  const alone = (svg) => {
    const box = svg.getBoundingClientRect();
    const style = getComputedStyle(svg);
    const left = parseFloat(style.marginLeft) || 0;
    const copy = svg.cloneNode(true);
    const [from, to] = [all("*", svg), all("*", copy)];
    from.forEach((element, at) => {
      if (["title", "desc"].includes(element.tagName) || element.closest("defs")) return;
      const said = getComputedStyle(element);
      if (said.display === "none") { to[at].remove(); return; }
      [...kept, ...(places[element.tagName] || [])].forEach((name) => to[at].setAttribute(name, said.getPropertyValue(name)));
      if (said.transform !== "none") to[at].setAttribute("transform", said.transform);
      to[at].removeAttribute("class");
    });
    copy.removeAttribute("class");
    copy.setAttribute("x", left + 8);
    copy.setAttribute("y", 8);
    copy.setAttribute("width", box.width);
    copy.setAttribute("height", box.height);
    copy.setAttribute("overflow", "visible");
    const whole = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const width = left + box.width + (svg.classList.contains("bars") ? 80 : 16);
    const height = box.height + 16;
    for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}`, "font-family": "sans-serif", "font-size": "14px" })) {
      whole.setAttribute(name, value);
    }
    const page = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    for (const [name, value] of Object.entries({ width, height, fill: getComputedStyle(document.documentElement).backgroundColor })) {
      page.setAttribute(name, value);
    }
    whole.append(page, copy);
    return new XMLSerializer().serializeToString(whole);
  };
  all("figure.chart").forEach((figure) => {
    const svg = figure.querySelector("svg.plot");
    if (!svg) return;
    let take = figure.querySelector(".take");
    if (!take) {
      take = make("p", "", { class: "take" });
      figure.append(take);
    }
    const title = figure.querySelector("h3").textContent;
    const save = make("button", "Save SVG", { type: "button", "aria-label": `Save SVG: ${title}` });
    save.addEventListener("click", () => {
      const link = make("a", "", { download: `${figure.id}.svg` });
      link.href = URL.createObjectURL(new Blob([alone(svg)], { type: "image/svg+xml" }));
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    });
    take.append(save);
    if (navigator.clipboard && navigator.clipboard.writeText) {
      const copy = make("button", "Copy SVG", { type: "button", "aria-label": `Copy SVG: ${title}` });
      copy.addEventListener("click", () => {
        navigator.clipboard.writeText(alone(svg)).then(() => { copy.textContent = "Copied"; }, () => { copy.textContent = "Cannot copy here"; });
      });
      take.append(copy);
    }
  });

  // The part of the page that is being read, in the list of its parts.
  const links = new Map(all(".contents a").map((link) => [link.getAttribute("href").slice(1), link]));
  if (links.size && "IntersectionObserver" in window) {
    const watch = new IntersectionObserver((entries) => {
      entries.forEach((entry) => {
        if (!entry.isIntersecting) return;
        links.forEach((link) => link.classList.remove("here"));
        const link = links.get(entry.target.id);
        if (link) link.classList.add("here");
      });
    }, { rootMargin: "-10% 0px -80% 0px" });
    all("main section").forEach((section) => watch.observe(section));
  }

  // On paper every disclosure that holds facts is open, but for long lists of reference numbers, which are
  // in the file beside the page.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("details:not([open])").filter((of) => !of.querySelector(":scope > .urns"));
    closed.forEach((of) => { of.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((of) => { of.open = false; }));
})();
