/* The page's behaviour: pick a need, read a cell, sort, copy and download. Nothing is fetched; without this script the page is whole. */
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = data.words;
  const find = (query, within) => (within || document).querySelector(query);
  const all = (query, within) => Array.from((within || document).querySelectorAll(query));
  const make = (name, text, className) => {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  };
  const THIN = "\u202f";
  const select = find("#need");
  const map = find(".main .map");
  const panel = find("#panel");
  let picked = -1;

  document.documentElement.classList.add("js");
  all(".picker, .zoom, .downloads, #panel").forEach((element) => { element.hidden = false; });

  /* cells: the place of a path in its group says which cell it is, unless the group lists them */
  const cellsOf = (group) => {
    const listed = group.dataset.of ? group.dataset.of.split(",").map(Number) : null;
    return all("path", group).map((path, i) => ({ path, cell: listed ? listed[i] : i }));
  };
  const drawn = all(".map").map((svg) => ({ svg, cells: all(".cells", svg).flatMap(cellsOf) }));
  const cellOf = new Map(drawn.flatMap((part) => part.cells.map((entry) => [entry.path, entry.cell])));
  const pathOf = new Map(drawn[0].cells.map((entry) => [entry.cell, entry.path]));  // those of the main map
  const letters = all("text[data-cell]").map((text) => ({ text, cell: Number(text.dataset.cell) }));

  const number = (value) => {
    const digits = value ? Math.max(0, Math.floor(Math.log10(Math.abs(value))) - 2) : 0;
    const rounded = Math.round(value / 10 ** digits) * 10 ** digits;
    return String(rounded).replace(/\B(?=(\d{3})+$)/g, THIN);
  };
  const position = ([lat, lon]) => {
    const wrapped = ((lon + 540) % 360) - 180;
    return `${Math.abs(lat).toFixed(2)}°${THIN}${lat < 0 ? "S" : "N"}, ${Math.abs(wrapped).toFixed(2)}°${THIN}${wrapped < 0 ? "W" : "E"}`;
  };

  const showNeed = (index, open) => {
    const need = data.needs[index];
    drawn.forEach((part) => part.cells.forEach(({ path, cell }) => path.setAttribute("class", need.levels[cell])));
    letters.forEach(({ text, cell }) => {
      const code = need.levels[cell];
      text.setAttribute("class", code);
      text.textContent = "gbtn".includes(code) ? code.toUpperCase() : "";
    });
    all(".map").forEach((svg) => svg.classList.toggle("on-land", need.domain === "land"));
    find("#need-title").textContent = need.title;
    find("#need-answer").textContent = need.answer;
    all("[data-share]").forEach((element) => { element.textContent = need.shares[element.dataset.share]; });
    select.value = String(index);
    if (open) all("details.need").forEach((details, i) => { details.open = i === index; });
  };

  select.addEventListener("change", () => showNeed(Number(select.value), true));
  const order = all("option", select).map((option) => Number(option.value));
  const step = (by) => {
    const at = order.indexOf(Number(select.value));
    showNeed(order[(at + by + order.length) % order.length], true);
  };
  find("#previous").addEventListener("click", () => step(-1));
  find("#next").addEventListener("click", () => step(1));

  const swatch = (code) => find(`.legend .swatch .${code}`).closest("svg").cloneNode(true);
  const showCell = (cell) => {
    picked = cell;
    const [lat, lon, land, sea, people] = data.cells[cell];
    panel.replaceChildren(make("h3", words.cell.replace("{position}", position([lat, lon]))));
    const facts = [`${words.land} ${number(land)}${THIN}km²`, `${words.sea} ${number(sea)}${THIN}km²`, `${words.people} ${number(people)}`];
    panel.append(make("p", facts.join(" · ")));
    const list = make("ul");
    data.needs.forEach((need) => {
      const row = make("li");
      const code = need.levels[cell];
      row.append(swatch(code), make("span", need.title), make("b", words.levels[code]));
      list.append(row);
    });
    panel.append(list);
    all(".picked").forEach((mark) => mark.remove());
    drawn.forEach((part) => part.cells.filter((entry) => entry.cell === cell).forEach(({ path }) => {
      const mark = path.cloneNode();
      mark.setAttribute("class", "picked");
      part.svg.append(mark);
    }));
  };

  /* a tap counts for the nearest cell, so that small ones can be hit */
  const boxes = new Map();
  const centre = (path) => {
    if (!boxes.has(path)) {
      const box = path.getBBox();
      boxes.set(path, [box.x + box.width / 2, box.y + box.height / 2]);
    }
    return boxes.get(path);
  };
  const nearest = (entries, x, y, allowed) => {
    let best = null;
    let least = Infinity;
    entries.forEach(({ path, cell }) => {
      const [cx, cy] = centre(path);
      const far = allowed(cx - x, cy - y);
      if (far < least) { least = far; best = cell; }
    });
    return best;
  };
  drawn.forEach(({ svg, cells }) => svg.addEventListener("click", (event) => {
    if (cellOf.has(event.target)) { showCell(cellOf.get(event.target)); return; }
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const reach = 30 * svg.viewBox.baseVal.width / svg.clientWidth;
    const cell = nearest(cells, at.x, at.y, (dx, dy) => { const d = Math.hypot(dx, dy); return d < reach ? d : Infinity; });
    if (cell !== null) showCell(cell);
  }));
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  map.addEventListener("keydown", (event) => {
    const way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    if (!pathOf.has(picked)) { showCell(drawn[0].cells[0].cell); return; }
    const [x, y] = centre(pathOf.get(picked));
    const cell = nearest(drawn[0].cells, x, y, (dx, dy) => {
      const along = dx * way[0] + dy * way[1];
      const across = Math.abs(dx * way[1] - dy * way[0]);
      return along > 0.5 && across <= along * 1.2 ? along + 2 * across : Infinity;
    });
    if (cell !== null) showCell(cell);
  });

  all("[data-zoom]").forEach((button) => button.addEventListener("click", () => {
    const [width, height] = data.size;
    const view = map.viewBox.baseVal;
    const by = Number(button.dataset.zoom);
    const wide = by ? Math.min(width, Math.max(width / 16, view.width * by)) : width;
    const high = wide * height / width;
    const [x, y] = pathOf.has(picked) && by ? centre(pathOf.get(picked)) : [view.x + view.width / 2, view.y + view.height / 2];
    const left = Math.min(Math.max(0, x - wide / 2), width - wide);
    const top = Math.min(Math.max(0, y - high / 2), height - high);
    map.setAttribute("viewBox", `${left} ${top} ${wide} ${high}`);
  }));

  /* tables */
  const value = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.value === undefined ? cell.textContent.trim() : Number(cell.dataset.value);
  };
  const sortBy = (table, heading) => {
    const column = heading.cellIndex;
    const down = heading.getAttribute("aria-sort") === "ascending";
    all("th[aria-sort]", table).forEach((other) => other.setAttribute("aria-sort", "none"));
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    const compare = (a, b) => {
      const [x, y] = [value(a, column), value(b, column)];
      return typeof x === "number" ? x - y : x.localeCompare(y, document.documentElement.lang);
    };
    const rows = Array.from(table.tBodies[0].rows).sort((a, b) => (down ? compare(b, a) : compare(a, b)));
    table.tBodies[0].append(...rows);
  };
  all("table.sortable").forEach((table) => all("thead th:not([data-plain])", table).forEach((heading) => {
    const button = make("button");
    button.type = "button";
    button.append(...heading.childNodes);
    button.title = words.sort.replace("{column}", button.textContent.trim());
    heading.append(button);
    heading.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => sortBy(table, heading));
  }));

  const plain = (table) => all("tr", table).map((row) => Array.from(row.cells).map((cell) => {
    const clean = cell.cloneNode(true);
    all(".cite", clean).forEach((mark) => mark.remove());
    all("svg.bar", clean).forEach((bar) => bar.replaceWith(bar.getAttribute("aria-label")));
    return clean.textContent.replace(/\s+/g, " ").trim();
  }).join("\t")).join("\n");
  const copyText = (text) => {
    const area = make("textarea", text);
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  };
  all("table.data").forEach((table) => {
    const button = make("button", words.copy, "copy");
    button.type = "button";
    button.addEventListener("click", () => {
      if (copyText(plain(table))) button.textContent = words.copied;
      setTimeout(() => { button.textContent = words.copy; }, 2000);
    });
    (table.closest(".scroll") || table).after(button);
    if (table.classList.contains("stack")) {
      table.setAttribute("role", "table");
      all("thead, tbody", table).forEach((part) => part.setAttribute("role", "rowgroup"));
      all("tr", table).forEach((row) => row.setAttribute("role", "row"));
      all("tbody th", table).forEach((cell) => cell.setAttribute("role", "rowheader"));
      all("thead th", table).forEach((cell) => cell.setAttribute("role", "columnheader"));
      all("td", table).forEach((cell) => cell.setAttribute("role", "cell"));
    }
  });

  /* downloads, made here from what the page holds */
  const save = (text, type, name) => {
    const link = make("a");
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  const toCsv = (spec) => {
    const rows = spec.data.values.map((row) => [row.t, row.median, row.lo, row.hi].map((v) => (v === null ? "" : v)).join(","));
    return `${words.columns.join(",")}\n${rows.join("\n")}\n`;
  };
  all("[data-take]").forEach((button) => button.addEventListener("click", () => {
    const figure = button.closest("figure");
    const spec = find(".spec", figure).textContent;
    const name = figure.dataset.name;
    if (button.dataset.take === "svg") save(new XMLSerializer().serializeToString(find("svg", figure)), "image/svg+xml", `${name}-age.svg`);
    if (button.dataset.take === "csv") save(toCsv(JSON.parse(spec)), "text/csv", `${name}-age.csv`);
    if (button.dataset.take === "spec") save(spec, "application/json", `${name}-age.vl.json`);
  }));

  /* a link to a part that is folded opens it; paper has all but the needs open, which print as they stand */
  const openTarget = () => {
    const target = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
    const folded = target && target.closest("details");
    if (folded) { folded.open = true; target.scrollIntoView(); }
  };
  addEventListener("hashchange", openTarget);
  openTarget();
  const unfold = find("#unfold");
  unfold.hidden = false;
  unfold.addEventListener("click", () => {
    const needs = all("details.need");
    const open = !needs.every((details) => details.open);
    needs.forEach((details) => { details.open = open; });
    unfold.setAttribute("aria-pressed", String(open));
  });
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = all("details:not([open])").filter((details) => !details.closest(".need, .needs-list"));
    folded.forEach((details) => { details.open = true; });
  });
  addEventListener("afterprint", () => folded.forEach((details) => { details.open = false; }));
})();
